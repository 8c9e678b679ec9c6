using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FineTune.Datasets.Json;

namespace FineTune.Datasets.Safety;

/// <summary>Redacts the texts, keys and numbers of tool calls and tools. Arguments are JSON in a string, and stay it.</summary>
/// <param name="redact">Gives a text with placeholders; the same text where there is nothing to replace.</param>
internal sealed class JsonRedaction(Func<string, string> redact)
{
    private const string Arguments = "arguments";

    /// <summary>IDs and names that connect calls, results and tools, and contain no personal text.</summary>
    private static readonly string[] Ties = ["id", "type", "name"];
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 2 * JsonInspector.MaxDepth };

    private bool _changed;

    /// <summary>The same element when there is nothing to replace.</summary>
    public JsonElement Apply(JsonElement element)
    {
        _changed = false;
        var json = Write(element, inArguments: false);
        return _changed ? JsonElement.Parse(json, new JsonDocumentOptions { MaxDepth = 2 * JsonInspector.MaxDepth }) : element;
    }

    private string Write(JsonElement element, bool inArguments)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            Write(element, "", inArguments, writer);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private void Write(JsonElement element, string key, bool inArguments, Utf8JsonWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    writer.WritePropertyName(Changed(property.Name, redact(property.Name)));
                    if (!inArguments && Ties.Contains(property.Name))
                    {
                        property.Value.WriteTo(writer);
                    }
                    else
                    {
                        Write(property.Value, property.Name, inArguments, writer);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(item, key, inArguments, writer);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                var text = element.GetString()!;
                writer.WriteStringValue(key == Arguments && !inArguments ? OfArguments(text) : Under(key, text));
                break;
            case JsonValueKind.Number when Under(key, element.GetRawText()) is var number && number != element.GetRawText():
                writer.WriteStringValue(number);
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    /// <summary>Arguments that need no placeholder stay as they are written.</summary>
    private string OfArguments(string arguments)
    {
        var before = _changed;
        try
        {
            _changed = false;
            using var document = JsonDocument.Parse(arguments);
            var redacted = Write(document.RootElement, inArguments: true);
            return _changed ? redacted : arguments;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return Changed(arguments, redact(arguments));
        }
        finally
        {
            _changed |= before;
        }
    }

    /// <summary>A value is read with its key before it, which may announce a secret or a phone number.</summary>
    private string Under(string key, string value)
    {
        var prefix = key.Length == 0 ? "" : key + ": ";
        var redacted = redact(prefix + value);
        return Changed(value, redacted.StartsWith(prefix, StringComparison.Ordinal) ? redacted[prefix.Length..] : redact(value));
    }

    private string Changed(string text, string redacted)
    {
        _changed |= text != redacted;
        return redacted;
    }
}
