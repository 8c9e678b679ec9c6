using System.Text.Json;

namespace FineTune.LocalProvider.Http;

/// <summary>Typed reads of request fields; a wrong type is a 400 that names the field.</summary>
internal static class JsonReading
{
    public static JsonElement? Field(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? Text(this JsonElement element, string name, string? at = null) => element.Field(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.Said(at ?? name),
        { } value => throw Wrong(at ?? name, "a string", value),
    };

    /// <summary>The string itself. Escapes that make no text (half a surrogate pair) are a 400 and no crash.</summary>
    public static string Said(this JsonElement value, string name)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw ApiException.BadRequest($"Invalid '{name}': the string holds an incomplete Unicode escape.", name, "invalid_unicode");
        }
    }

    public static string Required(this JsonElement element, string name) => element.Text(name) is { Length: > 0 } text
        ? text
        : throw ApiException.BadRequest($"Missing required parameter: '{name}'.", name, "missing_required_parameter");

    public static long? Whole(this JsonElement element, string name, long minimum, long maximum)
    {
        if (element.Field(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number))
            throw Wrong(name, "an integer", value);
        return number >= minimum && number <= maximum
            ? number
            : throw ApiException.BadRequest($"Invalid '{name}': {number} is outside {minimum}..{maximum}.", name, number < minimum ? "integer_below_min_value" : "integer_above_max_value");
    }

    public static double? Number(this JsonElement element, string name, double minimum, double maximum)
    {
        if (element.Field(name) is not { } value)
            return null;
        if (value.ValueKind != JsonValueKind.Number)
            throw Wrong(name, "a number", value);
        var number = value.GetDouble();
        return number >= minimum && number <= maximum
            ? number
            : throw ApiException.BadRequest($"Invalid '{name}': {value.GetRawText()} is outside {minimum}..{maximum}.", name, number < minimum ? "decimal_below_min_value" : "decimal_above_max_value");
    }

    public static bool Flag(this JsonElement element, string name) => element.Field(name) switch
    {
        null => false,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw Wrong(name, "a boolean", value),
    };

    /// <summary>Metadata: at most 16 pairs of a key up to 64 characters and a value up to 512.</summary>
    public static Dictionary<string, string> Metadata(this JsonElement element)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        if (element.Field("metadata") is not { } metadata)
            return pairs;
        if (metadata.ValueKind != JsonValueKind.Object)
            throw Wrong("metadata", "an object", metadata);
        foreach (var pair in metadata.EnumerateObject())
        {
            if (pair.Value.ValueKind != JsonValueKind.String)
                throw Wrong("metadata." + pair.Name, "a string", pair.Value);
            if (pair.Name.Length > 64 || pair.Value.GetString()!.Length > 512)
                throw ApiException.BadRequest("Invalid 'metadata': keys may have 64 characters, values 512.", "metadata");
            pairs[pair.Name] = pair.Value.GetString()!;
        }

        return pairs.Count <= 16 ? pairs : throw ApiException.BadRequest($"Invalid 'metadata': {pairs.Count} pairs, at most 16 are allowed.", "metadata");
    }

    public static ApiException Wrong(string name, string expected, JsonElement value) =>
        ApiException.BadRequest($"Invalid type for '{name}': expected {expected}, but got {Kind(value)} instead.", name, "invalid_type");

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}
