using System.Text.Json;
using System.Text.Json.Nodes;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Chat.Answering;

/// <summary>Makes a value that a JSON schema accepts, out of a text. Values known by property name go first.</summary>
internal sealed class SchemaFiller(JsonElement root, string text, SeededRandom random, Func<string, JsonElement, JsonNode?>? known = null)
{
    private const int DeepestOptional = 5;
    private const int Deepest = 24;

    public JsonNode? Fill() => Fill(root, "", 0);

    public JsonNode? Fill(JsonElement schema, string name, int depth)
    {
        schema = Resolve(schema);
        if (schema.ValueKind != JsonValueKind.Object || depth > Deepest)
            return JsonValue.Create(text);
        if (known?.Invoke(name, schema) is { } value)
            return value;
        if (schema.TryGetProperty("const", out var constant))
            return JsonNode.Parse(constant.GetRawText());
        if (schema.TryGetProperty("enum", out var options) && options.ValueKind == JsonValueKind.Array && options.GetArrayLength() > 0)
            return Option(options);
        if (Alternative(schema) is { } alternative)
            return Fill(alternative, name, depth + 1);
        return TypeOf(schema) switch
        {
            "object" => Object(schema, depth),
            "array" => Array(schema, name, depth),
            "integer" => Math.Round(Between(schema, whole: true)) is var number ? JsonValue.Create((long)number) : null,
            "number" => JsonValue.Create(Math.Round(Between(schema, whole: false), 3)),
            "boolean" => JsonValue.Create(random.Chance(0.5)),
            "null" => null,
            _ => JsonValue.Create(String(schema)),
        };
    }

    public static string TypeOf(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
            return "string";
        if (schema.TryGetProperty("type", out var type))
        {
            if (type.ValueKind == JsonValueKind.String)
                return type.GetString()!;
            if (type.ValueKind == JsonValueKind.Array)
                return type.EnumerateArray().Select(t => t.GetString()).FirstOrDefault(t => t is not null and not "null") ?? "null";
        }

        return schema.TryGetProperty("properties", out _) ? "object" : schema.TryGetProperty("items", out _) ? "array" : "string";
    }

    public JsonElement Resolve(JsonElement schema)
    {
        for (var hops = 0; hops < 16 && schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out var reference); hops++)
        {
            var target = root;
            foreach (var step in (reference.GetString() ?? "").TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                if (target.ValueKind != JsonValueKind.Object || !target.TryGetProperty(step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), out target))
                    return default;
            }

            schema = target;
        }

        return schema;
    }

    private static JsonElement? Alternative(JsonElement schema)
    {
        foreach (var keyword in (string[])["anyOf", "oneOf", "allOf"])
        {
            if (schema.TryGetProperty(keyword, out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() > 0)
                return list.EnumerateArray().FirstOrDefault(a => TypeOf(a) != "null", list[0]);
        }

        return null;
    }

    private JsonNode? Option(JsonElement options)
    {
        var all = options.EnumerateArray().ToList();
        var named = all.Where(o => o.ValueKind == JsonValueKind.String && text.Contains(o.GetString()!, StringComparison.OrdinalIgnoreCase)).ToList();
        return JsonNode.Parse(random.Pick(named.Count > 0 ? named : all).GetRawText());
    }

    private JsonObject Object(JsonElement schema, int depth)
    {
        var made = new JsonObject();
        if (!schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
            return made;
        var required = schema.TryGetProperty("required", out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(r => r.GetString()).ToHashSet() : [];
        foreach (var property in properties.EnumerateObject())
        {
            if (required.Contains(property.Name) || depth < DeepestOptional)
                made[property.Name] = Fill(property.Value, property.Name, depth + 1);
        }

        return made;
    }

    private JsonArray Array(JsonElement schema, string name, int depth)
    {
        var fewest = Bound(schema, "minItems") ?? 1;
        var most = Bound(schema, "maxItems") ?? Math.Max(fewest, 2);
        var count = depth > DeepestOptional ? fewest : fewest + random.Next((int)Math.Max(1, most - fewest + 1));
        var made = new JsonArray();
        for (var i = 0; i < count; i++)
            made.Add(Fill(schema.TryGetProperty("items", out var items) ? items : default, name, depth + 1));
        return made;
    }

    private double Between(JsonElement schema, bool whole)
    {
        var step = whole ? 1 : 0.001;
        var low = Bound(schema, "minimum") ?? (Bound(schema, "exclusiveMinimum") + step);
        var high = Bound(schema, "maximum") ?? (Bound(schema, "exclusiveMaximum") - step);
        var from = low ?? (high is { } top ? Math.Min(top, 1) : 1);
        var to = Math.Max(from, high ?? from + 9);
        var value = whole ? from + random.Next((int)Math.Min(int.MaxValue, to - from + 1)) : from + (random.NextDouble() * (to - from));
        return Bound(schema, "multipleOf") is { } multiple and > 0 ? Math.Clamp(Math.Ceiling(value / multiple) * multiple, Math.Ceiling(from / multiple) * multiple, Math.Max(from, Math.Floor(to / multiple) * multiple)) : value;
    }

    private string String(JsonElement schema)
    {
        var made = schema.TryGetProperty("format", out var format) ? format.GetString() switch
        {
            "date" => "2026-01-15",
            "date-time" => "2026-01-15T09:00:00Z",
            "time" => "09:00:00Z",
            "email" => "someone@example.com",
            "uuid" => "00000000-0000-4000-8000-000000000001",
            _ => text,
        } : text;
        if (Bound(schema, "maxLength") is { } most && made.Length > most)
            made = made[..(int)most];
        return Bound(schema, "minLength") is { } least && made.Length < least ? made.PadRight((int)Math.Min(least, 100_000), '.') : made;
    }

    private static double? Bound(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
