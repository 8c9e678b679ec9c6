using System.Text.Json;
using FineTune.Core;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Json;

/// <summary>The fields of a line, read with their findings.</summary>
internal static class LineFields
{
    /// <summary>A text; null where it is missing or no text, which is then reported. Null counts as missing unless it is required.</summary>
    public static string? Text(JsonElement holder, string holderPath, string name, bool required, LineFindings findings)
    {
        var path = JsonPaths.Key(holderPath, name);
        if (!holder.TryGetProperty(name, out var value) || (value.ValueKind == JsonValueKind.Null && !required))
        {
            if (required)
            {
                findings.Add(RuleIds.MissingField, $"'{name}' is missing.", path);
            }

            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            findings.WrongType(path, "text", value);
            return null;
        }

        return value.GetString();
    }

    /// <summary>An array; null where it is missing or none, which is then reported.</summary>
    public static JsonElement? Array(JsonElement holder, string holderPath, string name, LineFindings findings)
    {
        var path = JsonPaths.Key(holderPath, name);
        if (!holder.TryGetProperty(name, out var value))
        {
            findings.Add(RuleIds.MissingField, $"'{name}' is missing.", path);
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            findings.WrongType(path, "an array", value);
            return null;
        }

        return value;
    }

    /// <summary>Reports a text of white space.</summary>
    public static void Require(string? text, string rule, string path, LineFindings findings)
    {
        if (text is not null && string.IsNullOrWhiteSpace(text))
        {
            findings.Add(rule, $"{path} is empty.", path);
        }
    }

    public static void UnknownKeys(JsonElement holder, string holderPath, string[] known, LineFindings findings)
    {
        foreach (var property in holder.EnumerateObject().Where(p => !known.Contains(p.Name)))
        {
            var path = JsonPaths.Key(holderPath, property.Name);
            findings.Add(RuleIds.UnknownKey, $"{path} is not known and is ignored.", path);
        }
    }
}
