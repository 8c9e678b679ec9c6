using System.Runtime.CompilerServices;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Datasets.Lines;

namespace FineTune.Cli.Files;

/// <summary>The lines of a file on this machine.</summary>
internal static class LineFile
{
    /// <summary>All lines in order, blank ones included, with their numbers. Lines above the limit come without their bytes.</summary>
    public static async IAsyncEnumerable<JsonlLine> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = DropSource.Open(path);
        await foreach (var line in ReadAsync(stream, cancellationToken))
        {
            yield return line;
        }
    }

    /// <summary>The same of the lines that a drop of the file would give: of a JSON array, CSV or TSV, compressed or not, record n is line n.</summary>
    /// <exception cref="CommandException">The file as a whole cannot be read.</exception>
    public static async IAsyncEnumerable<JsonlLine> ReadUnpackedAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var drop = await UnpackedDrop.OpenAsync(path, cancellationToken);
        if (drop.Refusal is { } refusal)
        {
            throw new CommandException($"'{path}': {refusal}", "Correct the file, or name another one.");
        }

        await using var stream = drop.Open();
        await foreach (var line in ReadAsync(stream, cancellationToken))
        {
            yield return line;
        }
    }

    private static IAsyncEnumerable<JsonlLine> ReadAsync(Stream stream, CancellationToken cancellationToken) =>
        new JsonlRangeReader(stream, new ByteRange(0, 0, stream.Length), firstRange: true).ReadAsync(cancellationToken);
}
