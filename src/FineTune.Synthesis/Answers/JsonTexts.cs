using System.Text.Json;

namespace FineTune.Synthesis.Answers;

/// <summary>Texts of an answer's objects.</summary>
internal static class JsonTexts
{
    /// <summary>The trimmed text; null where there is none of this name.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : null;
}
