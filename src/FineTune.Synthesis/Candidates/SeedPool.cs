using System.Globalization;
using FineTune.Core;
using FineTune.Core.Examples;
using FineTune.Datasets.Rows;

namespace FineTune.Synthesis.Candidates;

/// <summary>
/// Chooses the rows of a drop that teachers are shown: at most <paramref name="max"/>, in the order of a hash of seed and id. The order in which rows are added does
/// not matter, and only the chosen ones are held in memory. Rows with tools are left out; rows of one question and one answer come before longer conversations.
/// </summary>
public sealed class SeedPool(int max, int seed)
{
    private readonly SortedSet<(bool IsLong, string Hash, string Id)> _order = [];
    private readonly Dictionary<string, Demonstration> _chosen = new(StringComparer.Ordinal);
    private readonly string _salt = seed.ToString(CultureInfo.InvariantCulture);

    /// <summary>The chosen of the rows.</summary>
    public static IReadOnlyList<Demonstration> Choose(IEnumerable<ValidatedRow> rows, int max, int seed)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var pool = new SeedPool(max, seed);
        foreach (var row in rows)
        {
            pool.Add(row);
        }

        return pool.Chosen();
    }

    public void Add(ValidatedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        var example = row.Example;
        if (max <= 0 || !IsUsable(example))
        {
            return;
        }

        var isLong = example.Messages.Count(turn => turn.Role is "user" or "assistant") > 2;
        var place = (isLong, ContentId.Of(_salt, row.Id), row.Id);
        if ((_order.Count == max && place.CompareTo(_order.Max) > 0) || !_order.Add(place))
        {
            return;
        }

        _chosen[row.Id] = new Demonstration(row.Id, ExampleText.Instruction(example), ExampleText.Response(example), ExampleText.System(example)) { Turns = isLong ? example.Messages : null };
        if (_order.Count > max)
        {
            _chosen.Remove(_order.Max.Id);
            _order.Remove(_order.Max);
        }
    }

    /// <summary>The chosen rows so far, first ones first.</summary>
    public IReadOnlyList<Demonstration> Chosen() => [.. _order.Select(place => _chosen[place.Id])];

    private static bool IsUsable(ChatExample example) =>
        example.Tools is null
        && example.Messages.All(turn => turn.ToolCalls is null && turn.Role != "tool")
        && !string.IsNullOrWhiteSpace(ExampleText.Instruction(example))
        && !string.IsNullOrWhiteSpace(example.Messages[^1].Content);
}
