namespace FineTune.Core.Generation;

/// <summary>What became of all that teachers wrote, method by method.</summary>
/// <param name="Methods">In the order of their first rows.</param>
public sealed record GenerationStatistics(IReadOnlyList<MethodStatistics> Methods)
{
    /// <summary>Adds rows up. Rows of one id count once.</summary>
    public static GenerationStatistics Of(IEnumerable<GeneratedRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new GenerationStatistics([.. rows.DistinctBy(row => row.Id).GroupBy(row => row.Provenance.Method, StringComparer.Ordinal).Select(group => MethodStatistics.Of(group.Key, [.. group]))]);
    }
}
