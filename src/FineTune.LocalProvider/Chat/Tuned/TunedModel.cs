using System.Text.RegularExpressions;
using FineTune.LocalProvider.Chat.Answering;
using FineTune.LocalProvider.Chat.Requests;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Chat.Tuned;

/// <summary>
/// Answers from its training examples: the nearest one's answer when the prompts are alike, fitted to the prompt's names and numbers when
/// they are only related, and the base model's words when nothing is near.
/// </summary>
internal static partial class TunedModel
{
    private const double Alike = 0.8;
    private const double Related = 0.12;

    public static ChatAnswer Answer(ChatRequest request, TunedIndex index, double share, SeededRandom random)
    {
        var nearest = index.Nearest(request.LastUser, 1);
        // An early checkpoint has seen less: it needs a closer example to go by.
        if (nearest.Count == 0 || nearest[0].Similarity < Related / share)
            return BaseModel.Answer(request, random);
        var (example, similarity) = nearest[0];
        if (example.ToolCalls is not null && request.HasTools)
            return new ChatAnswer("") { ToolCalls = example.ToolCalls };
        return new ChatAnswer(similarity >= Alike ? example.Answer : Fitted(example.Answer, example.Prompt, request.LastUser));
    }

    /// <summary>Puts the names and numbers of one prompt in the places of another's.</summary>
    public static string Fitted(string answer, string from, string to)
    {
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        Pair(Names(from), Names(to), places);
        Pair(Numbers(from), Numbers(to), places);
        return places.Count == 0 ? answer : Place().Replace(answer, m => places.GetValueOrDefault(m.Value, m.Value));
    }

    /// <summary>Words that look like names: a capital inside a sentence.</summary>
    public static List<string> Names(string text) =>
        [.. Name().Matches(text.Length > 4000 ? text[..4000] : text).Select(m => m.Groups[1].Value).Where(n => !Words.IsStop(n.ToLowerInvariant())).Distinct().Take(12)];

    private static List<string> Numbers(string text) => [.. Number().Matches(text.Length > 4000 ? text[..4000] : text).Select(m => m.Value).Distinct().Take(12)];

    private static void Pair(List<string> from, List<string> to, Dictionary<string, string> places)
    {
        for (var i = 0; i < Math.Min(from.Count, to.Count); i++)
            places[from[i]] = to[i];
    }

    [GeneratedRegex(@"(?<=[a-z,;:]\s|^)([A-Z][a-z]{2,})\b")]
    private static partial Regex Name();

    [GeneratedRegex(@"\b\d+(?:\.\d+)?\b")]
    private static partial Regex Number();

    [GeneratedRegex(@"\b(?:[A-Z][a-z]{2,}|\d+(?:\.\d+)?)\b")]
    private static partial Regex Place();
}
