using System.Text;
using System.Text.Json;

namespace FineTune.Core.Generation;

/// <summary>Reads a teacher's answer. Tolerant of fences and prose around the JSON; of an answer that is cut, the complete examples are kept.</summary>
public static class SelfInstructAnswer
{
    private const int MaxAttempts = 16;
    private static readonly char[] Openings = ['{', '['];
    private static readonly JsonReaderOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The pairs in order, and what was wrong with the answer (null when nothing was). Both can be set. Never quotes the answer.</summary>
    public static (IReadOnlyList<GeneratedPair> Pairs, string? Malformed) Parse(string text)
    {
        var pairs = new List<GeneratedPair>();
        if (string.IsNullOrWhiteSpace(text))
        {
            return (pairs, "the answer is empty");
        }

        // Words and fences may stand before the JSON: the first brace or bracket that leads to an example counts.
        string? problem = null;
        var start = text.IndexOfAny(Openings);
        for (var attempt = 0; start >= 0 && attempt < MaxAttempts; attempt++)
        {
            if (TryRead(Encoding.UTF8.GetBytes(text[start..]), pairs, out var found) && (found is null || pairs.Count > 0))
            {
                return (pairs, found);
            }

            problem ??= found;
            start = text.IndexOfAny(Openings, start + 1);
        }

        return (pairs, problem ?? "the answer holds no array of examples");
    }

    private static bool TryRead(ReadOnlySpan<byte> json, List<GeneratedPair> pairs, out string? problem)
    {
        problem = null;
        var reader = new Utf8JsonReader(json, isFinalBlock: false, new JsonReaderState(Options));
        var entered = false;
        try
        {
            entered = EnterArray(ref reader);
            problem = entered ? Read(json, ref reader, pairs) : null;
        }
        catch (JsonException)
        {
            problem = entered ? $"the answer is not JSON after {pairs.Count} complete examples" : null;
        }

        return entered;
    }

    private static string? Read(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, List<GeneratedPair> pairs)
    {
        string? problem = null;
        for (var seen = 0; ; seen++)
        {
            if (!reader.Read())
            {
                return Cut(pairs.Count);
            }

            if (reader.TokenType == JsonTokenType.EndArray)
            {
                return problem ?? (seen == 0 ? "the array of examples is empty" : null);
            }

            var from = (int)reader.TokenStartIndex;
            if (!reader.TrySkip())
            {
                return Cut(pairs.Count);
            }

            if (Pair(json[from..(int)reader.BytesConsumed]) is { } pair)
            {
                pairs.Add(pair);
            }
            else
            {
                problem ??= $"example {seen + 1} has no instruction and response as text";
            }
        }
    }

    private static string Cut(int complete) => $"the answer ends in the middle, after {complete} complete examples";

    private static bool EnterArray(ref Utf8JsonReader reader)
    {
        if (!reader.Read())
        {
            return false;
        }

        if (reader.TokenType == JsonTokenType.StartArray)
        {
            return true;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("examples"u8))
            {
                return reader.Read() && reader.TokenType == JsonTokenType.StartArray;
            }

            if (!reader.Read() || !reader.TrySkip())
            {
                return false;
            }
        }

        return false;
    }

    private static GeneratedPair? Pair(ReadOnlySpan<byte> json)
    {
        try
        {
            var element = JsonElement.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return element.ValueKind == JsonValueKind.Object && Text(element, "instruction") is { } instruction && Text(element, "response") is { } response
                ? new GeneratedPair(instruction, response)
                : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: there is no such text.
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : null;
}
