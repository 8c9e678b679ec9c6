using System.Text.Json;
using FineTune.Datasets.Json;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Legacy;

/// <summary>One line of a legacy file as it is: texts untouched, absent or null ones empty.</summary>
/// <param name="PromptKey">The key that held the prompt, possibly in another case; null where there is none.</param>
/// <param name="ExtraKeys">Whether there are keys besides the two.</param>
public sealed record LegacyRow(string Prompt, string Completion, string? PromptKey, string? CompletionKey, bool ExtraKeys)
{
    public const string PromptName = "prompt";
    public const string CompletionName = "completion";

    /// <summary>Reads a line. Null for what is not a JSON object or holds something other than text under the two keys; never throws.</summary>
    public static LegacyRow? TryRead(ReadOnlyMemory<byte> line)
    {
        var findings = new LineFindings(0);
        JsonInspector.Inspect(line.Span, findings);
        if (findings.HasError)
        {
            return null;
        }

        using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = JsonInspector.MaxDepth });
        return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement) : null;
    }

    private static LegacyRow? Read(JsonElement line)
    {
        var prompt = Find(line, PromptName);
        var completion = Find(line, CompletionName);
        var known = (prompt is null ? 0 : 1) + (completion is null ? 0 : 1);
        return Text(prompt) is { } asked && Text(completion) is { } answered
            ? new LegacyRow(asked, answered, prompt?.Name, completion?.Name, line.EnumerateObject().Count() > known)
            : null;
    }

    /// <summary>The key as written, else its first variant in another case.</summary>
    private static JsonProperty? Find(JsonElement line, string name)
    {
        JsonProperty? variant = null;
        foreach (var property in line.EnumerateObject())
        {
            if (property.NameEquals(name))
            {
                return property;
            }

            if (variant is null && string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                variant = property;
            }
        }

        return variant;
    }

    private static string? Text(JsonProperty? property) => property?.Value.ValueKind switch
    {
        null or JsonValueKind.Null => "",
        JsonValueKind.String => property.Value.Value.GetString(),
        _ => null,
    };
}
