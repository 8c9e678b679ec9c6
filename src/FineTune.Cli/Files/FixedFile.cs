using FineTune.Cli.Data;
using FineTune.Datasets.Fixes;
using FineTune.Datasets.Lines;

namespace FineTune.Cli.Files;

/// <summary>Fixes a file line by line.</summary>
internal sealed class FixedFile(string path, IReadOnlySet<string> rules)
{
    private readonly SortedDictionary<string, long> _fixed = new(StringComparer.Ordinal);

    public long Lines { get; private set; }

    public long Changed { get; private set; }

    public long Removed { get; private set; }

    /// <summary>Lines that end with a carriage return, which is taken off.</summary>
    public long LineEnds { get; private set; }

    public bool ByteOrderMark { get; private set; }

    /// <summary>How many lines each rule was fixed in.</summary>
    public IReadOnlyDictionary<string, long> Fixed => _fixed;

    /// <param name="write">Takes each line that stays, without its line end.</param>
    public async Task RunAsync(LineDiff diff, Func<ReadOnlyMemory<byte>, Task> write, CancellationToken cancellationToken)
    {
        var fixer = new FileFixer(rules);
        var layout = rules.Contains(FileFixer.Layout);
        await using var again = DropSource.Open(path);
        var written = 0L;
        await foreach (var line in LineFile.ReadAsync(path, cancellationToken))
        {
            Lines++;
            var start = line.Number == 1 && line.Offset > 0 ? await BytesAsync(again, 0, line.Offset, cancellationToken) : [];
            var old = line.TooLong || line.Length > line.Bytes.Length ? await BytesAsync(again, line.Offset, line.Length, cancellationToken) : line.Bytes;
            var end = await HasCarriageReturnAsync(again, line, cancellationToken) ? "\r"u8.ToArray() : [];
            ByteOrderMark |= layout && start.Length > 0;
            LineEnds += layout && end.Length > 0 ? 1 : 0;
            var result = line.TooLong ? new FixedLine(old, []) : fixer.Fix(line with { Bytes = old });
            foreach (var rule in result.Rules)
            {
                _fixed[rule] = _fixed.GetValueOrDefault(rule) + 1;
            }

            if (result.Bytes is { } bytes)
            {
                written++;
                await write(layout ? bytes : (byte[])[.. start, .. bytes.Span, .. end]);
            }

            if (result.Rules.Count > 0)
            {
                _ = result.Bytes is null ? Removed++ : Changed++;
                diff.Add(line.Number, old, written, result.Bytes);
            }
        }
    }

    private static async Task<bool> HasCarriageReturnAsync(FileStream stream, JsonlLine line, CancellationToken cancellationToken)
    {
        var at = line.Offset + line.Length;
        return at < stream.Length && (await BytesAsync(stream, at, 1, cancellationToken))[0] == (byte)'\r';
    }

    private static async Task<byte[]> BytesAsync(FileStream stream, long offset, long length, CancellationToken cancellationToken)
    {
        var bytes = new byte[length];
        stream.Position = offset;
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
