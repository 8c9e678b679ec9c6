using System.Globalization;
using System.Text;
using System.Text.Json;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Fixes;

/// <summary>
/// Turns functions into tools. All or nothing: every call must name a defined function and be answered by the next message, or end the line;
/// anything else is left to a person.
/// </summary>
internal sealed class LegacyFunctionsFix() : SpanFix(RuleIds.LegacyFunctions)
{
    protected override void Edit(byte[] line, JsonSpan root, IReadOnlyList<Finding> findings, SpanEdits edits)
    {
        var functions = root["functions"];
        if (root["tools"] is not null || root["messages"]?.Value is not { IsArray: true } messages || !messages.Items.All(message => message.IsObject)
            || (functions is not null && (!functions.Value.IsArray || !functions.Value.Items.All(function => function["name"]?.Value.IsText ?? false)))
            || (root["function_call"]?.Value is { } choice && !Says(line, choice, "auto"u8) && !Says(line, choice, "none"u8)))
        {
            return;
        }

        var messagesEdits = new List<Action<SpanEdits>>();
        if (!Turns(line, messages.Items, functions is not null, messagesEdits))
        {
            return;
        }

        messagesEdits.ForEach(edit => edit(edits));
        edits.Remove(root, member => member.Name == "function_call");
        if (functions is not null)
        {
            edits.Replace(functions.Start, functions.KeyEnd, "\"tools\"");
            foreach (var function in functions.Value.Items)
            {
                edits.Insert(function.Start, "{\"type\":\"function\",\"function\":");
                edits.Insert(function.End, "}");
            }
        }
    }

    private static bool Turns(byte[] line, IReadOnlyList<JsonSpan> messages, bool hasFunctions, List<Action<SpanEdits>> edits)
    {
        var calls = 0;
        for (var i = 0; i < messages.Count; i++)
        {
            if (Says(line, messages[i]["role"]?.Value, "function"u8) || messages[i]["tool_calls"] is not null)
            {
                return false; // An answer without its call, or both styles at once.
            }

            if (messages[i]["function_call"] is not { } call)
            {
                continue;
            }

            if (call.Value.Kind == JsonTokenType.Null)
            {
                var owner = messages[i];
                edits.Add(all => all.Remove(owner, member => member.Name == "function_call"));
                continue;
            }

            var name = call.Value["name"]?.Value;
            if (!hasFunctions || name is not { IsText: true } || !(call.Value["arguments"]?.Value.IsText ?? false))
            {
                return false;
            }

            var id = string.Create(CultureInfo.InvariantCulture, $"call_{++calls}");
            var function = Encoding.UTF8.GetString(call.Value.Of(line));
            edits.Add(all => all.Replace(call.Start, call.Value.End, $"\"tool_calls\":[{{\"id\":\"{id}\",\"type\":\"function\",\"function\":{function}}}]"));
            if (i + 1 == messages.Count)
            {
                break;
            }

            var answer = messages[++i];
            if (answer["role"]?.Value is not { } role || !Says(line, role, "function"u8) || !Says(line, answer["name"]?.Value, name.Inner(line)))
            {
                return false;
            }

            edits.Add(all => all.Replace(role, $"\"tool\",\"tool_call_id\":\"{id}\""));
        }

        return true;
    }
}
