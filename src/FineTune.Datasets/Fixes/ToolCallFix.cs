using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Fixes;

/// <summary>Converts arguments that are an object to a string, and removes an empty list of calls.</summary>
internal sealed class ToolCallFix() : SpanFix(RuleIds.WrongToolCall)
{
    protected override void Edit(byte[] line, JsonSpan root, IReadOnlyList<Finding> findings, SpanEdits edits)
    {
        foreach (var message in Messages(root))
        {
            if (message["tool_calls"]?.Value is not { IsArray: true } calls)
            {
                continue;
            }

            if (calls.Items.Count == 0)
            {
                edits.Remove(message, member => member.Name == "tool_calls");
            }

            foreach (var arguments in calls.Items.Select(call => call["function"]?.Value["arguments"]?.Value).OfType<JsonSpan>().Where(value => value.IsObject))
            {
                var text = JsonEncodedText.Encode(Encoding.UTF8.GetString(arguments.Of(line)), JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
                edits.Replace(arguments, $"\"{text}\"");
            }
        }
    }
}
