using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Chat.Teaching;

/// <summary>
/// New support conversations out of two that stand in the prompt: the customer of the one has the other's concern as well. Names, numbers and some words are changed alike in summary,
/// specific information and turns, so that what the agent says is known to it.
/// </summary>
internal static partial class Conversations
{
    /// <summary>Null when the prompt asks for no conversations.</summary>
    public static JsonNode? Answer(string prompt, SeededRandom random)
    {
        var shown = Shown().Matches(prompt).Select(Read).Where(one => one.Turns.Count >= 2).ToList();
        if (Order().Match(prompt) is not { Success: true } order || shown.Count == 0)
            return null;
        var most = Turns().Match(prompt) is { Success: true } turns ? int.Parse(turns.Groups[1].Value, CultureInfo.InvariantCulture) : 12;
        var made = Enumerable.Range(0, Math.Clamp(int.Parse(order.Groups[1].Value, CultureInfo.InvariantCulture), 1, 50)).Select(_ => Joined(random.Pick(shown), random.Pick(shown), most, random));
        return new JsonObject { ["dialogues"] = new JsonArray([.. made]) };
    }

    private static JsonNode Joined(Conversation one, Conversation other, int most, SeededRandom random)
    {
        var (a, b) = (Reworded(one, random), Reworded(other, random));
        var first = Even(a.Turns, most - 2);
        var second = Even(b.Turns, most - first.Count);
        return new JsonObject
        {
            ["summary"] = $"{a.Summary} {b.Summary}",
            ["specificInformation"] = $"{a.Information} {b.Information}",
            ["turns"] = new JsonArray([.. first.Concat(second).Select((turn, index) => new JsonObject { ["role"] = index % 2 == 0 ? "customer" : "agent", ["text"] = turn })]),
        };
    }

    /// <summary>Whole exchanges only.</summary>
    private static List<string> Even(List<string> turns, int most) => [.. turns.Take(Math.Min(turns.Count, most) / 2 * 2)];

    private static Conversation Reworded(Conversation conversation, SeededRandom random)
    {
        var wording = Wording.For(string.Join('\n', [conversation.Summary, .. conversation.Turns]), string.Join('\n', [conversation.Information, .. conversation.Turns]), random);
        return new Conversation(wording.Apply(conversation.Summary), wording.Apply(conversation.Information), [.. conversation.Turns.Select(wording.Apply)]);
    }

    /// <summary>Customer and agent in turns; two turns of one of them become one.</summary>
    private static Conversation Read(Match match)
    {
        var turns = new List<string>();
        string? last = null;
        foreach (Match turn in Turn().Matches(match.Groups[3].Value))
        {
            var (role, text) = (turn.Groups[1].Value, turn.Groups[2].Value.Trim());
            if (role == last)
                turns[^1] += " " + text;
            else if (last is not null || role == "Customer")
                turns.Add(text);
            last = turns.Count == 0 ? null : role;
        }

        return new Conversation(match.Groups[1].Value.Trim(), match.Groups[2].Value.Trim(), turns);
    }

    [GeneratedRegex(@"### Conversation \d{1,3}\s+Summary:([\s\S]*?)Specific information:([\s\S]*?)\n((?:Customer|Agent):[\s\S]*?)(?=\n### |\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Shown();

    [GeneratedRegex(@"^(Customer|Agent): ?([\s\S]*?)(?=^(?:Customer|Agent):|\z)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Turn();

    [GeneratedRegex(@"Write (\d{1,3}) new conversations", RegexOptions.CultureInvariant)]
    private static partial Regex Order();

    [GeneratedRegex(@"Each has \d{1,3} to (\d{1,3}) turns", RegexOptions.CultureInvariant)]
    private static partial Regex Turns();

    private sealed record Conversation(string Summary, string Information, List<string> Turns);
}
