using System.Text;
using System.Text.Json;

namespace FineTune.Core.Generation;

/// <summary>Reads a teacher's answer. Tolerant of fences and prose around the JSON; of an answer that is cut, the complete examples are kept.</summary>
public static class SelfInstructAnswer
{
    private static readonly JsonReaderOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The pairs in order, and what was wrong with the answer (null when nothing was). Both can be set. Never quotes the answer.</summary>
    public static (IReadOnlyList<GeneratedPair> Pairs, string? Malformed) Parse(string text)
    {
        var pairs = new List<GeneratedPair>();
        if (string.IsNullOrWhiteSpace(text))
        {
            return (pairs, "the answer is empty");
        }

        var start = Start(text);
        if (start < 0)
        {
            return (pairs, "the answer holds no JSON");
        }

        return (pairs, Read(Encoding.UTF8.GetBytes(text[start..]), pairs));
    }

    /// <summary>Where the JSON begins: at its opening brace or bracket, behind a fence or introducing words.</summary>
    private static int Start(string text)
    {
        var named = text.IndexOf("\"examples\"", StringComparison.Ordinal);
        return named > 0 && text.LastIndexOf('{', named) is var open and >= 0 ? open : text.IndexOfAny(['{', '[']);
    }

    private static string? Read(ReadOnlySpan<byte> json, List<GeneratedPair> pairs)
    {
        var reader = new Utf8JsonReader(json, isFinalBlock: false, new JsonReaderState(Options));
        string? problem = null;
        var seen = 0;
        try
        {
            if (!EnterArray(ref reader))
            {
                return "the answer holds no array of examples";
            }

            while (true)
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

                seen++;
                if (Pair(json[from..(int)reader.BytesConsumed]) is { } pair)
                {
                    pairs.Add(pair);
                }
                else
                {
                    problem ??= $"example {seen} has no instruction and response as text";
                }
            }
        }
        catch (JsonException)
        {
            return $"the answer is not JSON after {pairs.Count} complete examples";
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
