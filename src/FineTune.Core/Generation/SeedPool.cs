using System.Globalization;
using FineTune.Core.Datasets;

namespace FineTune.Core.Generation;

/// <summary>Chooses the rows of a drop that teachers are shown.</summary>
public static class SeedPool
{
    /// <summary>
    /// At most <paramref name="max"/> demonstrations, in the order of a hash of seed and id; the order of <paramref name="rows"/> does not matter and only
    /// the chosen ones are held in memory. Rows with tools are left out; rows of one question and one answer come before longer conversations.
    /// </summary>
    public static IReadOnlyList<Demonstration> Choose(IEnumerable<ValidatedRow> rows, int max, int seed)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var chosen = new SortedDictionary<(bool IsLong, string Hash, string Id), Demonstration>();
        var salt = seed.ToString(CultureInfo.InvariantCulture);
        foreach (var row in rows)
        {
            if (max <= 0 || !IsUsable(row.Example))
            {
                continue;
            }

            var example = row.Example;
            var isLong = example.Messages.Count(turn => turn.Role is "user" or "assistant") > 2;
            chosen[(isLong, ContentId.Of(salt, row.Id), row.Id)] =
                new Demonstration(row.Id, ExampleText.Instruction(example), ExampleText.Response(example), ExampleText.System(example)) { Turns = isLong ? example.Messages : null };
            if (chosen.Count > max)
            {
                chosen.Remove(chosen.Last().Key);
            }
        }

        return [.. chosen.Values];
    }

    private static bool IsUsable(ChatExample example) =>
        example.Tools is null
        && example.Messages.All(turn => turn.ToolCalls is null && turn.Role != "tool")
        && !string.IsNullOrWhiteSpace(ExampleText.Instruction(example))
        && !string.IsNullOrWhiteSpace(example.Messages[^1].Content);
}
