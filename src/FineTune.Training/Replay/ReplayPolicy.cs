using System.Globalization;
using FineTune.Core;

namespace FineTune.Training.Replay;

/// <summary>Which rows of earlier increments a run mixes in.</summary>
public static class ReplayPolicy
{
    /// <summary>
    /// Rows to take of each source, in the order of <paramref name="sources"/>: <paramref name="share"/> of the new rows (rounded up), in proportion to the sources'
    /// sizes, at least one of each where the sum allows, never more than a source has.
    /// </summary>
    public static IReadOnlyList<int> Allocate(int newRows, double share, IReadOnlyList<ReplaySource> sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        var rows = sources.Select(source => Math.Max(source.Rows, 0)).ToArray();
        var available = rows.Sum(count => (long)count);
        var wanted = share > 0 && newRows > 0 ? Math.Ceiling(Math.Round(newRows * share, 6)) : 0;
        var total = (int)Math.Min(wanted, available);
        var filled = rows.Count(count => count > 0);
        var takes = rows.Select(count => count > 0 && total >= filled ? 1 : 0).ToArray();
        Distribute(rows, takes, total - takes.Sum(), available - takes.Sum());
        return takes;
    }

    /// <summary>0-based row numbers of a source, ascending; the same for the same data set, sizes and seed.</summary>
    public static IReadOnlyList<int> Picks(string datasetId, int rows, int take, int seed)
    {
        var random = SplitMix64.From("replay", datasetId, seed.ToString(CultureInfo.InvariantCulture));
        return [.. random.Pick(rows, take).Order()];
    }

    /// <summary>Gives the rest in proportion to what each source has left, by largest remainder; the earlier source wins among equals.</summary>
    private static void Distribute(int[] rows, int[] takes, int rest, long available)
    {
        if (rest <= 0)
        {
            return;
        }

        var shares = rows.Select((count, i) => (decimal)rest * (count - takes[i]) / available).ToArray();
        for (var i = 0; i < takes.Length; i++)
        {
            takes[i] += (int)shares[i];
        }

        var missing = rest - shares.Sum(part => (int)part);
        foreach (var i in Enumerable.Range(0, rows.Length).OrderByDescending(i => shares[i] - (int)shares[i]).ThenBy(i => i))
        {
            if (missing > 0 && takes[i] < rows[i])
            {
                takes[i]++;
                missing--;
            }
        }
    }
}
