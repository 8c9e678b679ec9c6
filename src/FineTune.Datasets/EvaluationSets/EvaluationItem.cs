using System.Text.Json;
using FineTune.Datasets.Json;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.EvaluationSets;

/// <summary>An item of an evaluation set.</summary>
/// <param name="Line">1-based line of the set's file.</param>
/// <param name="Id">The item's own id; null where it has none.</param>
/// <param name="Questions">What is asked: the instruction, and the instruction with its input.</param>
/// <param name="Texts">Every text of the item, for shared spans.</param>
public sealed record EvaluationItem(long Line, string? Id, IReadOnlyList<string> Questions, IReadOnlyList<string> Texts)
{
    private static readonly string[] Asking = ["instruction", "prompt", "question", "problem", "query", "input", "text"];
    private static readonly string[] Telling = ["input", "context", "output", "completion", "answer", "response", "solution", "target"];

    /// <summary>Reads a line of any usual shape; null when it holds no question. Never throws.</summary>
    internal static EvaluationItem? TryRead(JsonlLine line)
    {
        var findings = new LineFindings(line.Number);
        JsonInspector.Inspect(line.Bytes.Span, findings);
        if (line.TooLong || findings.HasError)
        {
            return null;
        }

        using var document = JsonDocument.Parse(line.Bytes, new JsonDocumentOptions { MaxDepth = JsonInspector.MaxDepth });
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var id = root.TryGetProperty("id", out var named) && named.ValueKind is JsonValueKind.String or JsonValueKind.Number ? named.ToString() : null;
        return Read(root, line.Number, id) is { Questions.Count: > 0 } item ? item : null;
    }

    private static EvaluationItem Read(JsonElement root, long line, string? id)
    {
        if (root.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array)
        {
            var said = messages.EnumerateArray().Where(turn => Text(turn, "role") is "user" or "assistant").Select(turn => (Role: Text(turn, "role"), Content: Text(turn, "content"))).ToList();
            return new EvaluationItem(line, id, Some([said.LastOrDefault(turn => turn.Role == "user").Content]), Some(said.Select(turn => turn.Content)));
        }

        var asked = Asking.Select(key => Text(root, key)).FirstOrDefault(text => text is not null);
        var instances = root.TryGetProperty("instances", out var list) && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : new List<JsonElement> { root };
        var inputs = instances.Select(instance => Text(instance, "input")).OfType<string>().Where(input => input != asked);
        return new EvaluationItem(
            line, id, Some(inputs.Select(input => asked is null ? null : $"{asked}\n\n{input}").Prepend(asked)),
            Some(instances.SelectMany(instance => Telling.Select(key => Text(instance, key))).Prepend(asked)));
    }

    private static string? Text(JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text : null;

    private static List<string> Some(IEnumerable<string?> texts) => [.. texts.OfType<string>().Distinct(StringComparer.Ordinal)];
}
