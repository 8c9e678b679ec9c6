namespace FineTune.Core.Generation;

/// <summary>What became of one method's candidates.</summary>
/// <param name="Kept">Rows that passed all filters.</param>
/// <param name="Tasks">New instructions that joined the pool.</param>
/// <param name="Filtered">Dropped candidates by the filter's name, in the order of the names.</param>
/// <param name="Unanswered">Answers that gave nothing by outcome, in the order of the outcomes.</param>
/// <param name="MeanSimilarity">Mean, over the new instructions, of the mean similarity with what was known; null without any.</param>
public sealed record MethodStatistics(
    string Method, int Kept, int Tasks, IReadOnlyDictionary<string, int> Filtered, IReadOnlyDictionary<string, int> Unanswered, double? MeanSimilarity)
{
    internal static MethodStatistics Of(string method, IReadOnlyList<GeneratedRow> rows)
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
