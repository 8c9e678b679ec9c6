using System.Text.Json;
using FineTune.Datasets.Conversations;
using FineTune.Datasets.Json;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Profiles;

/// <summary>The structure of a line, and the beginning of the text that a finding is about.</summary>
internal sealed record LineOutline(IReadOnlyList<TurnOutline> Turns, int MoreTurns, string? Excerpt)
{
    private const int MaxTurns = 12;

    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool", "function"];
    private static readonly string[] Fields = ["system", "instruction", "input", "output", "prompt", "completion"];

    public static LineOutline Of(ValidatedRow row, Finding about)
    {
        var turns = row.Example.Messages;
        var paths = TurnPaths.Of(row.Shape, row.Example);
        var at = Enumerable.Range(0, turns.Count).FirstOrDefault(i => IsIn(about.Path, paths.Of(i), paths.Message(i)), turns.Count - 1);
        var text = at < 0 ? "" : turns[at].Content ?? turns[at].Refusal ?? turns[at].ToolCalls?.GetRawText() ?? "";
        return Of([.. turns.Select(turn => new TurnOutline(turn.Role, (turn.Content ?? turn.Refusal)?.Length ?? 0, turn.ToolCalls is not null))], LineExcerpt.Of(text));
    }

    /// <param name="raw">The line as it was dropped; null where it is not text, or too long to be kept.</param>
    public static LineOutline Of(string? raw, Finding about)
    {
        if (raw is null)
        {
            return new LineOutline([], 0, null);
        }

        try
        {
            using var line = JsonDocument.Parse(raw, new JsonDocumentOptions { MaxDepth = JsonInspector.MaxDepth });
            return Of(ReadTurns(line.RootElement), LineExcerpt.Of(Text(JsonPlace.Find(line.RootElement, about.Path))));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second one: half a surrogate pair, which is JSON and no text.
            return new LineOutline([], 0, LineExcerpt.Of(raw));
        }
    }

    private static LineOutline Of(IReadOnlyList<TurnOutline> turns, string excerpt) =>
        new([.. turns.Take(MaxTurns)], Math.Max(0, turns.Count - MaxTurns), excerpt);

    private static bool IsIn(string? path, string text, string message) =>
        path is not null && (path == text || path.StartsWith(message, StringComparison.Ordinal));

    private static List<TurnOutline> ReadTurns(JsonElement line)
    {
        if (line.ValueKind != JsonValueKind.Object)
        {
            return [];
        }

        return line.TryGetProperty("messages", out var messages)
            ? messages.ValueKind == JsonValueKind.Array ? [.. messages.EnumerateArray().Select(ReadTurn)] : []
            : [.. line.EnumerateObject().Where(p => Fields.Contains(p.Name)).Select(p => new TurnOutline(p.Name, Text(p.Value).Length, ToolCalls: false))];
    }

    private static TurnOutline ReadTurn(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            return new TurnOutline("other", 0, ToolCalls: false);
        }

        var role = message.TryGetProperty("role", out var name) ? Text(name) : "";
        var characters = message.TryGetProperty("content", out var content) && content.ValueKind != JsonValueKind.Null ? Text(content).Length : 0;
        return new TurnOutline(Roles.Contains(role) ? role : "other", characters, message.TryGetProperty("tool_calls", out _));
    }

    private static string Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair cannot be read as text; its escape can.
            return value.GetRawText();
        }
    }
}
