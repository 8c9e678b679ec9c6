using System.Runtime.CompilerServices;
using System.Text.Json;
using FineTune.Core.Storage;

namespace FineTune.Synthesis.Batches;

/// <summary>Reads request files back: what was asked, and the lines to ask again.</summary>
public static class BatchLines
{
    /// <summary>The ids of a request file, in order.</summary>
    public static async IAsyncEnumerable<string> IdsAsync(Stream requestFile, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var line in Lines.ReadAsync(requestFile, cancellationToken))
        {
            if (IdOf(line.Span) is { } id)
            {
                yield return id;
            }
        }
    }

    /// <summary>The lines of a request file whose ids are asked for, byte by byte as they were, each with its '\n'.</summary>
    public static async IAsyncEnumerable<(string CustomId, ReadOnlyMemory<byte> Line)> OfAsync(
        Stream requestFile, IReadOnlySet<string> ids, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var line in Lines.ReadAsync(requestFile, cancellationToken))
        {
            if (IdOf(line.Span) is { } id && ids.Contains(id))
            {
                var whole = new byte[line.Length + 1];
                line.CopyTo(whole);
                whole[^1] = (byte)'\n';
                yield return (id, whole);
            }
        }
    }

    private static string? IdOf(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
                {
                    var isId = reader.ValueTextEquals("custom_id"u8);
                    reader.Read();
                    if (isId)
                    {
                        return reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                    }

                    reader.Skip();
                }
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // A line that a dying writer left is not a request.
        }

        return null;
    }
}
