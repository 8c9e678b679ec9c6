using System.Text.Json;
using FineTune.Core;
using FineTune.Core.Examples;
using FineTune.Datasets.Json;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Conversations;

/// <summary>Rules about tools, calls and their answers.</summary>
internal static class ToolRules
{
    /// <summary>The tools of a line (or of the input of a preference pair), copied out of its document; <paramref name="names"/> holds the defined functions.</summary>
    public static JsonElement? ReadTools(JsonElement holder, string holderPath, LineFindings findings, out HashSet<string> names)
    {
        names = new HashSet<string>(StringComparer.Ordinal);
        if (!holder.TryGetProperty("tools"u8, out var tools) || tools.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (tools.ValueKind != JsonValueKind.Array)
        {
            findings.WrongType(holderPath + ".tools", "an array", tools);
            return null;
        }

        var index = 0;
        foreach (var tool in tools.EnumerateArray())
        {
            var path = JsonPaths.Item(holderPath + ".tools", index++);
            if (FunctionOf(tool) is not { } function || Text(function, "name") is not { Length: > 0 } name)
            {
                findings.Add(RuleIds.WrongTools, $"{path} is not a function with a name.", path);
            }
            else if (function.TryGetProperty("parameters"u8, out var parameters) && parameters.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
            {
                findings.Add(RuleIds.WrongTools, $"{path}.function.parameters must be an object, not {JsonKind.Name(parameters.ValueKind)}.", path + ".function.parameters");
            }
            else if (!names.Add(name))
            {
                findings.Add(RuleIds.WrongTools, $"{path} defines a function that is already defined.", path);
            }
            else if (!NameFormat.IsFunction(name))
            {
                findings.Add(RuleIds.NameFormat, $"{path}.function.name {NameFormat.FunctionRule}", path + ".function.name");
            }
        }

        return tools.Clone();
    }

    /// <summary>The calls of an assistant message, copied out of its document; null where there are none.</summary>
    public static JsonElement? ReadCalls(JsonElement message, string path, LineFindings findings)
    {
        if (!message.TryGetProperty("tool_calls"u8, out var calls) || calls.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        path += ".tool_calls";
        if (calls.ValueKind != JsonValueKind.Array)
        {
            findings.WrongType(path, "an array", calls);
            return null;
        }

        if (calls.GetArrayLength() == 0)
        {
            findings.Add(RuleIds.WrongToolCall, $"{path} is empty. Remove it.", path);
            return null;
        }

        var index = 0;
        foreach (var call in calls.EnumerateArray())
        {
            CheckCall(call, JsonPaths.Item(path, index++), findings);
        }

        return calls.Clone();
    }

    /// <summary>Whether each call is answered once, right after it, and each answer has a call. The calls that end an example need no answer.</summary>
    public static void CheckCalls(List<ChatTurn> turns, TurnPaths paths, HashSet<string> toolNames, LineFindings findings)
    {
        if (!turns.Exists(turn => turn.Role == "tool" || turn.ToolCalls is not null))
        {
            return;
        }

        var open = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < turns.Count; i++)
        {
            var path = paths.Message(i);
            var turn = turns[i];
            if (turn.Role == "tool")
            {
                if (turn.ToolCallId is null)
                {
                    findings.Add(RuleIds.ToolCallIds, $"{path} has no tool_call_id.", path);
                }
                else if (!open.Remove(turn.ToolCallId))
                {
                    findings.Add(RuleIds.ToolCallIds, $"{path} does not answer an open call.", path + ".tool_call_id");
                }

                continue;
            }

            ReportOpen(open, path, findings);
            open.Clear();
            foreach (var call in turn.ToolCalls?.EnumerateArray() ?? default)
            {
                if (Text(call, "id") is { } id && !open.Add(id))
                {
                    findings.Add(RuleIds.ToolCallIds, $"{path}.tool_calls uses an ID twice.", path + ".tool_calls");
                }

                if (FunctionOf(call) is { } function && Text(function, "name") is { } name && !toolNames.Contains(name))
                {
                    findings.Add(RuleIds.UnknownTool, $"{path}.tool_calls calls a function that 'tools' does not define.", path + ".tool_calls");
                }
            }
        }

        if (turns[^1].Role == "tool")
        {
            ReportOpen(open, "the end", findings);
        }
    }

    private static void ReportOpen(HashSet<string> open, string before, LineFindings findings)
    {
        if (open.Count > 0)
        {
            findings.Add(RuleIds.ToolCallIds, $"{open.Count} tool call(s) before {before} have no answer.", before.StartsWith('$') ? before : null);
        }
    }

    private static void CheckCall(JsonElement call, string path, LineFindings findings)
    {
        if (FunctionOf(call) is not { } function || Text(call, "id") is not { Length: > 0 } || Text(function, "name") is not { Length: > 0 }
            || Text(function, "arguments") is not { } arguments)
        {
            findings.Add(RuleIds.WrongToolCall, $"{path} lacks an ID, the type 'function', or a function with name and arguments as a string.", path);
            return;
        }

        if (!IsJsonObject(arguments))
        {
            findings.Add(RuleIds.ArgumentsNotJson, $"{path}.function.arguments is not a JSON object.", path + ".function.arguments");
        }
    }

    private static JsonElement? FunctionOf(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && Text(item, "type") == "function"
        && item.TryGetProperty("function"u8, out var function) && function.ValueKind == JsonValueKind.Object
            ? function
            : null;

    private static string? Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsJsonObject(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = JsonInspector.MaxDepth });
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
