using System.Text.Json;
using FineTune.LocalProvider.Http;

namespace FineTune.LocalProvider.Chat.Requests;

/// <summary>The two rules of strict schemas: objects are closed, and list every property as required.</summary>
internal static class SchemaCheck
{
    public static void RequireStrict(JsonElement schema, string name)
    {
        if (schema.ValueKind != JsonValueKind.Object || schema.Text("type", "response_format") != "object")
            throw Invalid(name, "()", "the schema must be of type 'object'");
        Check(schema, name, "()");
    }

    private static void Check(JsonElement schema, string name, string at)
    {
        if (schema.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in schema.EnumerateArray())
                Check(item, name, at);
            return;
        }

        if (schema.ValueKind != JsonValueKind.Object)
            return;
        if (schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            if (!schema.TryGetProperty("additionalProperties", out var more) || more.ValueKind != JsonValueKind.False)
                throw Invalid(name, at, "'additionalProperties' is required to be supplied and to be false");
            var required = schema.TryGetProperty("required", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(r => r.GetString()).ToHashSet() : [];
            foreach (var property in properties.EnumerateObject())
            {
                if (!required.Contains(property.Name))
                    throw Invalid(name, at, $"'required' must include every key in properties; '{property.Name}' is missing");
                Check(property.Value, name, $"{at}.{property.Name}");
            }
        }

        foreach (var keyword in (string[])["items", "anyOf"])
        {
            if (schema.TryGetProperty(keyword, out var inner))
                Check(inner, name, $"{at}.{keyword}");
        }

        if (schema.TryGetProperty("$defs", out var definitions) && definitions.ValueKind == JsonValueKind.Object)
        {
            foreach (var definition in definitions.EnumerateObject())
                Check(definition.Value, name, $"$defs.{definition.Name}");
        }
    }

    private static ApiException Invalid(string name, string at, string problem) =>
        ApiException.BadRequest($"Invalid schema for response_format '{name}': In context={at}, {problem}.", "response_format", "invalid_json_schema");
}
