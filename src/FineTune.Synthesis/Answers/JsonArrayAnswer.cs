using System.Text;
using System.Text.Json;

namespace FineTune.Synthesis.Answers;

/// <summary>Reads an array of objects out of a teacher's answer. Tolerant of fences and prose around the JSON; of an answer that is cut, the complete objects are kept.</summary>
/// <param name="key">Where the array stands in the answer's object; an answer may also be the array itself.</param>
/// <param name="read">Makes an item of an object; null where the object does not hold one. May throw <see cref="InvalidOperationException"/> for text that is none.</param>
/// <param name="lacks">What such an object lacks, for example "instruction and response as text".</param>
internal sealed class JsonArrayAnswer<T>(string key, Func<JsonElement, T?> read, string lacks)
    where T : class
{
    private const int MaxAttempts = 16;
    private static readonly char[] Openings = ['{', '['];
    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);
    private static readonly JsonReaderOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>The items in order, and what was wrong with the answer (null when nothing was). Both can be set. Never quotes the answer.</summary>
    public (IReadOnlyList<T> Items, string? Malformed) Parse(string text)
    {
        var items = new List<T>();
        if (AnswerLimits.IsTooLong(text))
        {
            return (items, AnswerLimits.TooLong);
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            return (items, "the answer is empty");
        }

        // Words and fences may stand before the JSON: the first brace or bracket that leads to an item counts.
        string? problem = null;
        var start = text.IndexOfAny(Openings);
        for (var attempt = 0; start >= 0 && attempt < MaxAttempts; attempt++)
        {
            if (TryRead(Encoding.UTF8.GetBytes(text[start..]), items, out var found) && (found is null || items.Count > 0))
            {
                return (items, found);
            }

            problem ??= found;
            start = text.IndexOfAny(Openings, start + 1);
        }

        return (items, problem ?? $"the answer holds no array of {key}");
    }

    private bool TryRead(ReadOnlySpan<byte> json, List<T> items, out string? problem)
    {
        problem = null;
        var reader = new Utf8JsonReader(json, isFinalBlock: false, new JsonReaderState(Options));
        var entered = false;
        try
        {
            entered = EnterArray(ref reader);
            problem = entered ? Read(json, ref reader, items) : null;
        }
        catch (JsonException)
        {
            problem = entered ? $"the answer is not JSON after {items.Count} complete {key}" : null;
        }

        return entered;
    }

    private string? Read(ReadOnlySpan<byte> json, ref Utf8JsonReader reader, List<T> items)
    {
        string? problem = null;
        for (var seen = 0; ; seen++)
        {
            if (!reader.Read())
            {
                return Cut(items.Count);
            }

            if (reader.TokenType == JsonTokenType.EndArray)
            {
                return problem ?? (seen == 0 ? $"the array of {key} is empty" : null);
            }

            var from = (int)reader.TokenStartIndex;
            if (!reader.TrySkip())
            {
                return Cut(items.Count);
            }

            if (Item(json[from..(int)reader.BytesConsumed]) is { } item)
            {
                items.Add(item);
            }
            else
            {
                problem ??= $"example {seen + 1} has no {lacks}";
            }
        }
    }

    private string Cut(int complete) => $"the answer ends in the middle, after {complete} complete {key}";

    private bool EnterArray(ref Utf8JsonReader reader)
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
            if (reader.ValueTextEquals(_key))
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

    private T? Item(ReadOnlySpan<byte> json)
    {
        try
        {
            var element = JsonElement.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return element.ValueKind == JsonValueKind.Object ? read(element) : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: there is no such text.
            return null;
        }
    }
}
