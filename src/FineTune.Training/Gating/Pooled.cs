using FineTune.Training.Evaluation;

namespace FineTune.Training.Gating;

/// <summary>Several sets taken together, each weighing as many rows as it has scored.</summary>
/// <param name="Low">Lower end of the 95% interval; null when a set has none.</param>
/// <param name="High">Upper end.</param>
internal sealed record Pooled(int Scored, double Candidate, double Parent, double Difference, double? Low, double? High)
{
    public static Pooled? Of(IEnumerable<SetComparison> sets)
    {
        var scored = sets.Where(set => set is { Scored: > 0, Difference: not null }).ToList();
        var rows = scored.Sum(set => set.Scored);
        if (rows == 0)
        {
            return null;
        }

        var difference = scored.Sum(set => set.Difference!.Value * set.Scored) / rows;
        double? half = scored.TrueForAll(set => set.Low is not null)
            ? Math.Sqrt(scored.Sum(set => Math.Pow((set.Difference!.Value - set.Low!.Value) * set.Scored / rows, 2)))
            : null;
        return new Pooled(
            rows, scored.Sum(set => set.CandidateScore!.Value * set.Scored) / rows, scored.Sum(set => set.ParentScore!.Value * set.Scored) / rows,
            difference, difference - half, difference + half);
    }
}
