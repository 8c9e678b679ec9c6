using FineTune.Datasets.Lines;

namespace FineTune.Datasets.EvaluationSets;

/// <summary>Items that a lineage is measured by, and that it must not train on.</summary>
/// <param name="Unread">Lines that hold no question, or come after <see cref="MaxItems"/> items.</param>
public sealed record EvaluationSet(string Name, IReadOnlyList<EvaluationItem> Items, long Unread)
{
    public const int MaxItems = 20_000;

    /// <summary>
    /// Reads JSON Lines: chat, instruction (with <c>instances</c> or not), prompt/completion or question/answer. Never throws for what the stream holds. The stream is not disposed.
    /// </summary>
    /// <param name="name">As findings name the set.</param>
    public static async Task<EvaluationSet> ReadAsync(string name, Stream stream, CancellationToken cancellationToken = default)
    {
        var items = new List<EvaluationItem>();
        var unread = 0L;
        await foreach (var line in new JsonlRangeReader(stream, new ByteRange(0, 0, long.MaxValue), firstRange: true).ReadAsync(cancellationToken))
        {
            if (line.IsBlank)
            {
                continue;
            }

            if (items.Count < MaxItems && EvaluationItem.TryRead(line) is { } item)
            {
                items.Add(item);
            }
            else
            {
                unread++;
            }
        }

        return new EvaluationSet(name, items, unread);
    }
}
