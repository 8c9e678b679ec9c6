using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FineTune.Core;

/// <summary>How the product's own blobs are written: camelCase, enums as camelCase strings, nulls left out, text unescaped.</summary>
public static class FineTuneJson
{
    /// <summary>One line: rows of JSON-lines blobs.</summary>
    public static JsonSerializerOptions Options { get; } = Create(indented: false);

    /// <summary>For documents that a person may open.</summary>
    public static JsonSerializerOptions Indented { get; } = Create(indented: true);

    private static JsonSerializerOptions Create(bool indented)
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            WriteIndented = indented,
            MaxDepth = 2 * 64, // A line may be 64 levels deep, and rows wrap what it holds.
            NewLine = "\n",
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            NumberHandling = JsonNumberHandling.Strict,
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
