using FineTune.Datasets.Increments;
using FineTune.Synthesis.Candidates;

namespace FineTune.Synthesis.Statistics;

/// <summary>Adds up what became of all that teachers wrote.</summary>
public static class GenerationTally
{
    /// <summary>Rows of one id count once.</summary>
    public static GenerationStatistics Of(IEnumerable<GeneratedRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new GenerationStatistics([.. rows.DistinctBy(row => row.Id).GroupBy(row => row.Provenance.Method, StringComparer.Ordinal).Select(group => Method(group.Key, [.. group]))]);
    }

    private static MethodStatistics Method(string method, IReadOnlyList<GeneratedRow> rows)
    {
        var tasks = rows.Where(row => row.Task is { } task && (task.Parent is null || task.Depth > 0)).DistinctBy(row => row.Task!.Id).ToList();
        var compared = tasks.Where(row => row.Similar is not null).Select(row => row.Similar!.Mean).ToList();
        return new MethodStatistics(
            method, rows.Count(row => row.Outcome == CandidateOutcome.Ok), tasks.Count,
            Counted(rows.Where(row => row.Outcome == CandidateOutcome.Filtered), row => row.Reason!),
            Counted(
                rows.Where(row => row.Outcome is not (CandidateOutcome.Ok or CandidateOutcome.Filtered or CandidateOutcome.Asked)),
                row => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(row.Outcome.ToString())),
            compared.Count == 0 ? null : compared.Average());
    }

    private static SortedDictionary<string, int> Counted(IEnumerable<GeneratedRow> rows, Func<GeneratedRow, string> name)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            counts[name(row)] = counts.GetValueOrDefault(name(row)) + 1;
        }

        return counts;
    }
}
