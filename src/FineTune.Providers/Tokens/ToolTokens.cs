using System.Text.Json;
using FineTune.Providers.Http;

namespace FineTune.Providers.Tokens;

/// <summary>An estimate of what tool definitions add to an example, by the published rule of thumb.</summary>
internal static class ToolTokens
{
    private const int PropertiesStart = 3;
    private const int PerProperty = 3;
    private const int EnumStart = -3;
    private const int PerEnumItem = 3;
    private const int Once = 12;

    /// <param name="older">GPT-4 and GPT-3.5 spend more on each function.</param>
    public static int Estimate(JsonElement tools, bool older, Func<string?, int> tokens)
    {
        var total = 0;
        foreach (var tool in tools.EnumerateArray())
        {
            if ((tool.Object("function") ?? tool) is not { ValueKind: JsonValueKind.Object } function)
            {
                continue;
            }

            total += (older ? 10 : 7) + tokens($"{function.Text("name")}:{Description(function)}");
            if (function.Object("parameters")?.Object("properties") is { } properties)
            {
                total += Properties(properties, tokens);
            }
        }

        return total == 0 ? 0 : total + Once;
    }

    private static int Properties(JsonElement properties, Func<string?, int> tokens)
    {
        var total = 0;
        foreach (var property in properties.EnumerateObject())
        {
            total += total == 0 ? PropertiesStart : 0;
            total += PerProperty + tokens($"{property.Name}:{property.Value.Text("type")}:{Description(property.Value)}");
            if (property.Value.Field("enum") is { ValueKind: JsonValueKind.Array } items)
            {
                total += EnumStart + items.EnumerateArray().Sum(i => PerEnumItem + tokens(i.ToString()));
            }
        }

        return total;
    }

    private static string Description(JsonElement element)
    {
        var text = element.Text("description") ?? string.Empty;
        return text.EndsWith('.') ? text[..^1] : text;
    }
}
