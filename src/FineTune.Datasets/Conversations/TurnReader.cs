using System.Text.Json;
using FineTune.Core;
using FineTune.Core.Examples;
using FineTune.Datasets.Json;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Conversations;

/// <summary>Reads one message.</summary>
internal static class TurnReader
{
    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool"];
    private static readonly byte[][] Common = [[.. "role"u8], [.. "content"u8], [.. "name"u8]];
    private static readonly byte[][] OfAssistant = [[.. "weight"u8], [.. "tool_calls"u8], [.. "refusal"u8]];
    private static readonly byte[][] OfTool = [[.. "tool_call_id"u8]];

    /// <summary>The message; null when it is so wrong that the conversation cannot be judged. Lesser errors are reported and the message is returned.</summary>
    public static ChatTurn? Read(JsonElement message, string path, LineFindings findings)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            findings.WrongType(path, "an object", message);
            return null;
        }

        if (Role(message, path, findings) is not { } role)
        {
            return null;
        }

        UnknownKeys(message, role, path, findings);
        var content = Content(message, path, findings);
        var assistant = role == "assistant";
        var calls = assistant ? ToolRules.ReadCalls(message, path, findings) : null;
        var refusal = assistant ? Text(message, "refusal", path, findings) : null;
        var turn = new ChatTurn(
            role, content, Text(message, "name", path, findings), assistant ? Weight(message, path, findings) : null, calls,
            role == "tool" ? Text(message, "tool_call_id", path, findings) : null, refusal);
        if (content is null && calls is null && refusal is null && !HasFaultyContent(message))
        {
            findings.Add(RuleIds.NoContent, $"{path} has no content.", path);
        }

        return turn;
    }

    private static bool HasFaultyContent(JsonElement message) =>
        message.TryGetProperty("content"u8, out var content) && content.ValueKind != JsonValueKind.Null;

    private static string? Role(JsonElement message, string path, LineFindings findings)
    {
        if (!message.TryGetProperty("role"u8, out var value))
        {
            findings.Add(RuleIds.NoRole, $"{path} has no role.", path);
            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.AsOneOf(Roles) is { } role)
        {
            return role;
        }

        path += ".role";
        if (value.ValueKind != JsonValueKind.String)
        {
            findings.WrongType(path, "text", value);
        }
        else if (value.ValueEquals("function"))
        {
            findings.Add(RuleIds.LegacyFunctions, $"{path} is the legacy role 'function'.", path);
        }
        else
        {
            findings.Add(RuleIds.UnknownRole, $"{path} is not one of {string.Join(", ", Roles)}.", path);
        }

        return null;
    }

    private static string? Content(JsonElement message, string path, LineFindings findings)
    {
        if (!message.TryGetProperty("content"u8, out var content) || content.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            return content.GetString();
        }

        path += ".content";
        if (content.ValueKind != JsonValueKind.Array)
        {
            findings.WrongType(path, "text", content);
            return null;
        }

        return Parts(content, path, findings);
    }

    private static string? Parts(JsonElement content, string path, LineFindings findings)
    {
        var texts = new List<string>();
        var index = 0;
        foreach (var part in content.EnumerateArray())
        {
            var partPath = JsonPaths.Item(path, index++);
            if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type"u8, out var type) && type.ValueKind == JsonValueKind.String
                && type.GetString() == "text" && part.TryGetProperty("text"u8, out var text) && text.ValueKind == JsonValueKind.String)
            {
                texts.Add(text.GetString()!);
            }
            else
            {
                findings.Add(RuleIds.NonTextContent, $"{partPath} is not a text part.", partPath);
            }
        }

        return string.Concat(texts);
    }

    private static int? Weight(JsonElement message, string path, LineFindings findings)
    {
        if (!message.TryGetProperty("weight"u8, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var weight) && weight is 0 or 1)
        {
            return (int)weight;
        }

        path += ".weight";
        findings.Add(RuleIds.WrongWeight, $"{path} is not 0 or 1.", path);
        return null;
    }

    private static string? Text(JsonElement message, string name, string path, LineFindings findings)
    {
        if (!message.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        findings.WrongType(JsonPaths.Key(path, name), "text", value);
        return null;
    }

    private static void UnknownKeys(JsonElement message, string role, string path, LineFindings findings)
    {
        foreach (var property in message.EnumerateObject())
        {
            var known = property.IsOneOf(Common) || (role == "assistant" && property.IsOneOf(OfAssistant)) || (role == "tool" && property.IsOneOf(OfTool));
            if (known)
            {
                continue;
            }

            var key = property.Name;
            var keyPath = JsonPaths.Key(path, key);
            if (key == "function_call")
            {
                findings.Add(RuleIds.LegacyFunctions, $"{keyPath} is legacy function calling.", keyPath);
            }
            else if (property.Value.ValueKind != JsonValueKind.Null)
            {
                findings.Add(RuleIds.UnknownKey, $"{keyPath} is not known for the role {role} and is ignored.", keyPath);
            }
        }
    }
}
