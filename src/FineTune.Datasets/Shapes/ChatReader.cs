using System.Text.Json;
using FineTune.Core;
using FineTune.Core.Examples;
using FineTune.Datasets.Conversations;
using FineTune.Datasets.Json;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Shapes;

/// <summary>Reads a line of the chat shape and checks it as a whole.</summary>
internal static class ChatReader
{
    private static readonly string[] Keys = ["messages", "tools", "parallel_tool_calls", "functions", "function_call"];
    private static readonly string[] LegacyKeys = ["functions", "function_call"];

    public static ChatExample? Read(JsonElement line, LineFindings findings)
    {
        foreach (var property in line.EnumerateObject())
        {
            if (!property.IsOneOf(Keys))
            {
                var path = JsonPaths.Key("$", property.Name);
                findings.Add(RuleIds.UnknownKey, $"{path} is not known and is ignored.", path);
            }
        }

        foreach (var legacy in LegacyKeys)
        {
            if (line.TryGetProperty(legacy, out _))
            {
                findings.Add(RuleIds.LegacyFunctions, path: "$." + legacy);
            }
        }

        var tools = ToolRules.ReadTools(line, "$", findings, out var toolNames);
        var parallel = ReadParallel(line, "$", tools is not null, findings);
        var messages = line.GetProperty("messages"u8);
        if (messages.ValueKind != JsonValueKind.Array)
        {
            findings.WrongType("$.messages", "an array", messages);
            return null;
        }

        if (messages.GetArrayLength() == 0)
        {
            findings.Add(RuleIds.NoMessages, "$.messages is empty.", "$.messages");
            return null;
        }

        var turns = new List<ChatTurn>(messages.GetArrayLength());
        foreach (var message in messages.EnumerateArray())
        {
            if (TurnReader.Read(message, JsonPaths.Message(turns.Count), findings) is not { } turn)
            {
                return null;
            }

            turns.Add(turn);
        }

        ToolRules.CheckCalls(turns, TurnPaths.Chat, toolNames, findings);
        ConversationRules.Check(turns, TurnPaths.Chat, findings);
        return new ChatExample(turns, tools, parallel);
    }

    /// <summary>parallel_tool_calls of a line, or of the input of a preference pair.</summary>
    public static bool? ReadParallel(JsonElement holder, string holderPath, bool hasTools, LineFindings findings)
    {
        if (!holder.TryGetProperty("parallel_tool_calls"u8, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var path = holderPath + ".parallel_tool_calls";
        if (!hasTools)
        {
            findings.Add(RuleIds.NotTogether, $"{path} configures tool calls, but there are no tools.", path);
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        findings.WrongType(path, "true or false", value);
        return null;
    }
}
