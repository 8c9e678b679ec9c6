using FineTune.Training.Runs;

namespace FineTune.Training.Evaluation;

/// <summary>Compares candidate and parent on one held-out set.</summary>
public static class SetComparisons
{
    /// <summary>Mean scores of one row that differ by no more than this are a tie.</summary>
    public const double TieWithin = 0.1;

    /// <summary>
    /// The paired comparison over the rows in which both answers have a score; the interval is Student's, and missing below two pairs.
    /// A row that is given twice counts once. An unscored answer is never a score: it only counts as unscored.
    /// </summary>
    public static SetComparison Compare(HeldOutKind kind, string datasetId, IReadOnlyList<EvaluatedRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var all = rows.DistinctBy(row => row.Id, StringComparer.Ordinal).ToList();
        var pairs = all.Where(row => row.Candidate.Score is not null && row.Parent.Score is not null)
            .Select(row => (Candidate: row.Candidate.Score!.Value, Parent: row.Parent.Score!.Value)).ToList();
        var differences = pairs.ConvertAll(pair => pair.Candidate - pair.Parent);
        double? mean = differences.Count > 0 ? differences.Average() : null;
        var half = HalfWidth(differences);
        return new SetComparison(
            kind, datasetId, all.Count, pairs.Count, all.Count - pairs.Count,
            Mean(pairs.Select(pair => (double?)pair.Candidate)), Mean(pairs.Select(pair => (double?)pair.Parent)),
            Mean(all.Select(row => row.Candidate.Similarity)), Mean(all.Select(row => row.Parent.Similarity)),
            mean, mean - half, mean + half,
            differences.Count(difference => difference > TieWithin + 1e-9),
            differences.Count(difference => difference < -TieWithin - 1e-9),
            differences.Count(difference => Math.Abs(difference) <= TieWithin + 1e-9));
    }

    private static double? HalfWidth(List<double> differences)
    {
        if (differences.Count < 2)
        {
            return null;
        }

        var mean = differences.Average();
        var variance = differences.Sum(difference => (difference - mean) * (difference - mean)) / (differences.Count - 1);
        return StudentT.Factor95(differences.Count - 1) * Math.Sqrt(variance / differences.Count);
    }

    private static double? Mean(IEnumerable<double?> values) => values.Average();
}
