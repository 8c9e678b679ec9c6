namespace FineTune.Datasets.Increments;

/// <summary>Where every line and candidate of a drop ended. The numbers add up: see <see cref="Problems"/>.</summary>
/// <param name="Lines">Lines of the drop that are not blank.</param>
/// <param name="Blank">Blank lines (ignored).</param>
/// <param name="Valid">Examples that passed the rules.</param>
/// <param name="RejectedByRules">Lines that did not, and repeated examples.</param>
/// <param name="Candidates">Examples that teachers gave.</param>
/// <param name="FilteredCandidates">Candidates dropped before judging, or as not novel when the increment was assembled.</param>
/// <param name="RejectedByJudges">Valid lines and candidates below the threshold.</param>
/// <param name="Unscored">Valid lines and candidates no judge could score, or that a budget left unjudged.</param>
/// <param name="AcceptedDrop">Accepted lines of the drop.</param>
/// <param name="AcceptedGenerated">Accepted candidates.</param>
/// <param name="Expanded">Examples beyond the first of their line.</param>
public sealed record IncrementCounts(
    long Lines, long Blank, long Valid, long RejectedByRules, long Candidates, long FilteredCandidates,
    long RejectedByJudges, long Unscored, long AcceptedDrop, long AcceptedGenerated, long Train, long Validation, long Retention,
    long Expanded = 0)
{
    public long Accepted => AcceptedDrop + AcceptedGenerated;

    /// <summary>Every equation that does not hold, as a sentence with its numbers; empty when all add up.</summary>
    public IEnumerable<string> Problems()
    {
        if (Lines + Expanded != Valid + RejectedByRules)
        {
            yield return $"{Lines} lines + {Expanded} expanded are not {Valid} valid + {RejectedByRules} rejected.";
        }

        var judged = Accepted + RejectedByJudges + Unscored + FilteredCandidates;
        if (Valid + Candidates != judged)
        {
            yield return $"{Valid} valid lines + {Candidates} candidates are not {Accepted} accepted + {RejectedByJudges} below the threshold "
                + $"+ {Unscored} unscored + {FilteredCandidates} filtered.";
        }

        if (Accepted != Train + Validation + Retention)
        {
            yield return $"{Accepted} accepted rows are not {Train} train + {Validation} validation + {Retention} retention.";
        }
    }
}
