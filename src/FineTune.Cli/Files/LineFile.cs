using System.Runtime.CompilerServices;
using FineTune.Cli.Data;
using FineTune.Core.Datasets;

namespace FineTune.Cli.Files;

/// <summary>The lines of a JSONL file on this machine.</summary>
internal static class LineFile
{
    /// <summary>All lines in order, blank ones included, with their numbers. Lines above the limit come without their bytes.</summary>
    public static async IAsyncEnumerable<JsonlLine> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = DropSource.Open(path);
        var reader = new JsonlRangeReader(stream, new ByteRange(0, 0, stream.Length), firstRange: true);
        await foreach (var line in reader.ReadAsync(cancellationToken))
        {
            yield return line;
        }
    }
}
