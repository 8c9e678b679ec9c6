using System.Runtime.CompilerServices;
using System.Text.Json;

namespace FineTune.Core.Storage;

/// <summary>Reads our own JSON-lines.</summary>
public static class Rows
{
    /// <summary>
    /// The rows of a stream, one per line, split on '\n' only. A line that a dying writer left half-written is not a row; files whose
    /// rows must be complete carry their number beside them.
    /// </summary>
    public static async IAsyncEnumerable<T> ReadAsync<T>(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var line in Lines.ReadAsync(stream, cancellationToken))
        {
            if (Parse<T>(line.Span) is { } row)
            {
                yield return row;
            }
        }
    }

    internal static T? Parse<T>(ReadOnlySpan<byte> line)
    {
        try
        {
            return line.IsEmpty ? default : JsonSerializer.Deserialize<T>(line, FineTuneJson.Options);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
