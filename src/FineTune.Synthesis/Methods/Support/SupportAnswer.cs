using System.Text.Json;
using System.Text.RegularExpressions;
using FineTune.Synthesis.Answers;

namespace FineTune.Synthesis.Methods.Support;

/// <summary>Reads conversations: as JSON, or where there is none in the template's own text form.</summary>
public static partial class SupportAnswer
{
    /// <summary>Conversations and turns looked at in one answer.</summary>
    public const int MaxItems = 200;

    private static readonly JsonArrayAnswer<SupportDialogue> Reader = new("dialogues", Dialogue, "summary, specific information and turns");

    /// <summary>The conversations in order, and what was wrong with the answer (null when nothing was). Both can be set. Never quotes the answer.</summary>
    public static (IReadOnlyList<SupportDialogue> Dialogues, string? Malformed) Parse(string text)
    {
        var (dialogues, malformed) = Reader.Parse(text);
        if (dialogues.Count > 0 || AnswerLimits.IsTooLong(text))
        {
            return (dialogues, malformed);
        }

        var plain = Start().Split(text, MaxItems + 1).Skip(1).Take(MaxItems).Select(Plain).OfType<SupportDialogue>().ToList();
        return plain.Count > 0 ? (plain, null) : (plain, malformed);
    }

    private static SupportDialogue? Dialogue(JsonElement element)
    {
        if (element.Text("summary") is not { } summary || element.Text("specificInformation") is not { } information
            || !element.TryGetProperty("turns", out var turns) || turns.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var read = turns.EnumerateArray().Take(MaxItems).Select(Turn).ToList();
        return read.Contains(null) ? null : new SupportDialogue(summary, information, [.. read.OfType<SupportTurn>()]);
    }

    private static SupportTurn? Turn(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.Text("role")?.ToLowerInvariant() is "customer" or "agent" or "user" or "assistant" && element.Text("text") is { } text
            ? new SupportTurn(element.Text("role")!.ToLowerInvariant() is "agent" or "assistant", text)
            : null;

    private static SupportDialogue? Plain(string text)
    {
        var parts = Information().Split(text, 2);
        if (parts.Length < 2)
        {
            return null;
        }

        var turns = Speaker().Split(parts[1], 1 + (2 * MaxItems));
        var said = new List<SupportTurn>();
        for (var i = 1; i + 1 < turns.Length; i += 2)
        {
            said.Add(new SupportTurn(turns[i].StartsWith("a", StringComparison.OrdinalIgnoreCase), turns[i + 1].Trim()));
        }

        return said.Count == 0 ? null : new SupportDialogue(parts[0].Trim(), turns[0].TrimEnd(' ', '#', '\r', '\n', '*', '-').Trim(), said);
    }

    [GeneratedRegex(@"^[ \t*#]{0,6}Summary[ \t]?:\*{0,2}", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Start();

    [GeneratedRegex(@"^[ \t*#]{0,6}Specific information[ \t]?:\*{0,2}", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Information();

    [GeneratedRegex(@"^[ \t*]{0,4}(Customer|Agent)[ \t]?:\*{0,2}", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Speaker();
}
