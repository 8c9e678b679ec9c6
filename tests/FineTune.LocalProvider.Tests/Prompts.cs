using System.Text.Json.Nodes;

namespace FineTune.LocalProvider.Tests;

/// <summary>The two prompts that the pipeline sends.</summary>
internal static class Prompts
{
    public static string Teaching(IEnumerable<(string Prompt, string Answer)> demonstrations, int count) =>
        "Here are demonstrations.\n\n" + string.Concat(demonstrations.Select((d, i) => $"### Example {i + 1}\nInstruction: {d.Prompt}\nResponse: {d.Answer}\n\n")) +
        $"### Task\nWrite {count} new examples that are unlike those above.";

    public static string Judging(string instruction, string response, string? reference = null) =>
        $"Judge the response.\n\n[Instruction]\n{instruction}\n[End of instruction]\n\n[Response]\n{response}\n[End of response]\n" +
        (reference is null ? "" : $"\n[Reference]\n{reference}\n[End of reference]\n");

    public static JsonObject Examples() => Format("""
        {"type":"object","properties":{"examples":{"type":"array","items":{"type":"object","properties":{"instruction":{"type":"string"},"response":{"type":"string"}},"required":["instruction","response"],"additionalProperties":false}}},"required":["examples"],"additionalProperties":false}
        """);

    public static JsonObject Verdict() => Format("""
        {"type":"object","properties":{"score":{"type":"integer","minimum":1,"maximum":10},"reason":{"type":"string"}},"required":["score","reason"],"additionalProperties":false}
        """);

    public static JsonObject Format(string schema) => new()
    {
        ["response_format"] = new JsonObject { ["type"] = "json_schema", ["json_schema"] = new JsonObject { ["name"] = "answer", ["strict"] = true, ["schema"] = JsonNode.Parse(schema) } },
    };

    public static JsonObject With(this JsonObject request, string name, JsonNode value)
    {
        request[name] = value;
        return request;
    }
}
