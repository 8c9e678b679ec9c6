using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace FineTune.Core.Lineages.Reading;

/// <summary>Compares a JSON document with the settings records: keys and types.</summary>
internal static class SettingsShape
{
    /// <summary>The first thing that does not fit, as a sentence with its path; null when all fits.</summary>
    public static string? Problem(JsonElement value, Type type, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum)
        {
            return Enumeration(value, type, path);
        }

        var info = FineTuneJson.Options.GetTypeInfo(type);
        return info.Kind switch
        {
            JsonTypeInfoKind.Object => Object(value, info, path),
            JsonTypeInfoKind.Enumerable => List(value, info.ElementType!, path),
            _ => Simple(value, type, path),
        };
    }

    private static string? Object(JsonElement value, JsonTypeInfo info, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return Wrong(path, "an object", value);
        }

        var known = info.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null).ToDictionary(property => property.Name, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            var at = JsonPaths.Key(path, member.Name);
            if (!known.TryGetValue(member.Name, out var property))
            {
                return $"{at} is not a setting. Allowed here: {string.Join(", ", known.Keys)}.";
            }

            if (!seen.Add(member.Name))
            {
                return $"{at} occurs twice. Keep one of the two.";
            }

            var problem = member.Value.ValueKind == JsonValueKind.Null
                ? property.IsSetNullable ? null : $"{at} must not be null. Leave it out for the default."
                : Problem(member.Value, property.PropertyType, at);
            if (problem is not null)
            {
                return problem;
            }
        }

        return known.Values.FirstOrDefault(property => property.AssociatedParameter is { HasDefaultValue: false } && !seen.Contains(property.Name)) is { } missing
            ? $"{JsonPaths.Key(path, missing.Name)} is missing."
            : null;
    }

    private static string? List(JsonElement value, Type element, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return Wrong(path, "an array", value);
        }

        return value.EnumerateArray().Index()
            .Select(item => item.Item.ValueKind == JsonValueKind.Null
                ? $"{JsonPaths.Item(path, item.Index)} must not be null."
                : Problem(item.Item, element, JsonPaths.Item(path, item.Index)))
            .FirstOrDefault(problem => problem is not null);
    }

    private static string? Enumeration(JsonElement value, Type type, string path)
    {
        var allowed = Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName).ToList();
        return value.ValueKind == JsonValueKind.String && allowed.Contains(value.GetString()!)
            ? null
            : $"{path} must be one of: {string.Join(", ", allowed)}.";
    }

    private static string? Simple(JsonElement value, Type type, string path)
    {
        var (wanted, fits) = Type.GetTypeCode(type) switch
        {
            TypeCode.String => ("text", value.ValueKind == JsonValueKind.String),
            TypeCode.Boolean => ("true or false", value.ValueKind is JsonValueKind.True or JsonValueKind.False),
            TypeCode.Int32 => ("a whole number", value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _)),
            TypeCode.Decimal => ("a number", value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out _)),
            TypeCode.Single or TypeCode.Double => ("a number", value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)),
            _ => throw new NotSupportedException($"Settings of type {type.Name} are not checked yet. Add the type to {nameof(SettingsShape)}."),
        };
        return fits ? null : Wrong(path, wanted, value);
    }

    private static string Wrong(string path, string wanted, JsonElement found) =>
        found.ValueKind == JsonValueKind.Number && wanted.EndsWith("number", StringComparison.Ordinal)
            ? $"{path} must be {wanted} within the range of ordinary numbers."
            : $"{path} must be {wanted}, not {JsonKind.Name(found.ValueKind)}.";
}
