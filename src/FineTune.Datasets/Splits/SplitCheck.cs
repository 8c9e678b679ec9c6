using FineTune.Datasets.Rows;

namespace FineTune.Datasets.Splits;

/// <summary>Whether the parts of an increment are disjoint: no trained row is in validation or retention.</summary>
/// <param name="Groups">Groups of two and more rows that are nearly the same or asked the same.</param>
/// <param name="Grouped">The rows in them.</param>
/// <param name="Overlap">Groups that are in more than one part: 0, unless no group could be held out whole.</param>
public sealed record SplitCheck(long Groups, long Grouped, long Overlap)
{
    /// <summary>Counts over the rows as they were divided.</summary>
    public static SplitCheck Of(IEnumerable<SplitCandidate> rows, IReadOnlyDictionary<string, SplitKind> parts)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(parts);
        var groups = rows.Where(row => row.Group is not null).GroupBy(row => row.Group).Select(group => group.Select(row => row.Id).Distinct(StringComparer.Ordinal).ToList())
            .Where(group => group.Count > 1).ToList();
        return new SplitCheck(groups.Count, groups.Sum(group => group.Count), groups.Count(group => group.Select(id => parts[id]).Distinct().Count() > 1));
    }
}
