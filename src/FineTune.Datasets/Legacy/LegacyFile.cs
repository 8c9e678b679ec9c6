using FineTune.Datasets.Lines;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Legacy;

/// <summary>Runs the legacy suite over a whole file, read from its start once or twice.</summary>
public static class LegacyFile
{
    /// <summary>Lines that decide whether a file is a legacy one: more than half of the first ones that are not blank.</summary>
    public const int DecidingLines = 100;

    /// <summary>The suite's findings; null when the file is not a legacy one. Never throws for what the file holds.</summary>
    /// <param name="open">Gives the file from its first byte; called at most twice. The streams are disposed here.</param>
    public static async Task<IReadOnlyList<Finding>?> AnalyseAsync(
        Func<CancellationToken, Task<Stream>> open, long length, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(open);
        var suite = new LegacySuite();
        if (!await AddAsync(suite, open, length, cancellationToken))
        {
            return null;
        }

        if (suite.NeedsSecondPass)
        {
            await using var again = await open(cancellationToken);
            await foreach (var line in Lines(again, length).ReadAsync(cancellationToken))
            {
                if (Read(line) is { } row)
                {
                    suite.Revisit(row);
                }
            }
        }

        return [.. suite.Notices().Select(notice => notice.ToFinding())];
    }

    private static async Task<bool> AddAsync(LegacySuite suite, Func<CancellationToken, Task<Stream>> open, long length, CancellationToken cancellationToken)
    {
        await using var stream = await open(cancellationToken);
        var (lines, legacy) = (0, 0);
        await foreach (var line in Lines(stream, length).ReadAsync(cancellationToken))
        {
            if (line.IsBlank)
            {
                continue;
            }

            lines++;
            if (Read(line) is { } row)
            {
                legacy++;
                suite.Add(row);
            }

            if (lines == DecidingLines && legacy * 2 <= lines)
            {
                return false;
            }
        }

        return legacy * 2 > Math.Min(lines, DecidingLines);
    }

    private static JsonlRangeReader Lines(Stream stream, long length) => new(stream, new ByteRange(0, 0, length), firstRange: true);

    /// <summary>The row of a line that has at least one of the two keys.</summary>
    private static LegacyRow? Read(JsonlLine line) =>
        !line.TooLong && LegacyRow.TryRead(line.Bytes) is { } row && (row.PromptKey ?? row.CompletionKey) is not null ? row : null;
}
