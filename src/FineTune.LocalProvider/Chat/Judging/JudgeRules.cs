using System.Text.RegularExpressions;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Chat.Judging;

/// <summary>
/// The judge's rules. A response starts at 8 and loses points; some faults cap the score: empty 1, nothing but talk to the judge 1,
/// boilerplate or refusal 3, the question copied 3, unrelated 3, cut off 4, repetitive 4, at odds with the reference 4, evasive 5.
/// </summary>
internal static partial class JudgeRules
{
    private const int Start = 8;
    private const int LongEnoughToRelate = 8;
    private const int SpecificInstruction = 13;
    private const int LongInstruction = 60;
    private const double Copied = 0.9;

    private static readonly string[] Boilerplate =
    [
        "as an ai", "as a language model", "as an artificial intelligence", "i'm sorry, but", "i am sorry, but", "sorry, i can", "i'm sorry, i", "sorry, but i", "i'm unable", "i am unable",
        "i'm not able to", "i am not able to", "i have no recorded answer", "unfortunately, i cannot", "unfortunately, i can't", "i'm just an ai",
    ];

    private static readonly HashSet<string> Dangling = ["a", "an", "the", "and", "or", "but", "of", "to", "with", "for", "from", "by", "at", "as", "because", "which", "that", "than", "then", "if", "so", "is", "are", "was", "were", "in", "on", "into", "their", "its", "his", "her", "your", "our", "my"];

    public static (int Score, string Reason) Score(JudgeSections sections, int leaning, SeededRandom random)
    {
        var response = Cleaned(sections.Response, out var pleads);
        var notes = new List<string>();
        var cap = 10;
        double score = Start;
        if (response.Length == 0 || !response.Any(char.IsLetterOrDigit))
            return (1, pleads ? "The response only speaks to the judge." : "The response is empty.");
        if (pleads)
            notes.Add("text that speaks to the judge was ignored");
        var stems = Words.ContentStems(response);
        var words = Words.Of(response);
        Limit(HasBoilerplate(response), 3, "it refuses or uses stock phrases");
        Limit(words.Count >= 6 && Rouge.L(words, Words.Of(sections.Instruction)) > Copied, 3, "it repeats the question");
        Limit(IsCutOff(response, words), 4, "it breaks off");
        Limit(IsRepetitive(words), 4, "it repeats itself");
        score += Relevance(sections.Instruction, response, stems, out var unrelated);
        Limit(unrelated, 3, "it has little to do with the instruction");
        var hedges = Hedge().Count(response);
        if (hedges > 0)
        {
            score -= 3;
            Limit(hedges > 1, 5, "it does not commit to an answer");
        }

        if (sections.Reference is { Length: > 0 } reference)
            score += Agreement(reference, response, words, out var cappedAt, notes) + Cap(cappedAt);
        // Good answers differ by taste: one point up or down, by the judge's own seed.
        score += leaning + random.Next(3) - 1;
        var result = Math.Clamp((int)Math.Round(Math.Min(score, cap)), 1, 10);
        return (result, notes.Count == 0 ? "Complete, to the point and well formed." : "Noted: " + string.Join("; ", notes) + ".");

        void Limit(bool holds, int at, string note)
        {
            if (!holds)
                return;
            cap = Math.Min(cap, at);
            notes.Add(note);
        }

        int Cap(int at)
        {
            cap = Math.Min(cap, at);
            return 0;
        }
    }

    // Sentences that tell the judge what to do are no part of an answer.
    private static string Cleaned(string response, out bool pleads)
    {
        var text = Special().Replace(response, "").Trim();
        var pieces = Sentences.Pieces(text);
        var kept = pieces.Where(p => !Pleading().IsMatch(p.Text)).ToList();
        pleads = kept.Count < pieces.Count;
        return pleads ? Sentences.Join(kept).Trim() : text;
    }

    // Stock phrases count where a sentence begins, near the start. "I cannot ..." is a refusal when nothing useful follows.
    private static bool HasBoilerplate(string response)
    {
        var sentences = Sentences.Of(response.Length > 240 ? response[..240] : response);
        return sentences.Take(2).Any(s => Array.Exists(Boilerplate, b => s.StartsWith(b, StringComparison.OrdinalIgnoreCase)))
            || Refusing().IsMatch(sentences[0])
            || (sentences.Count == 1 && Unable().IsMatch(sentences[0]) && !Useful().IsMatch(sentences[0]));
    }

    private static bool IsCutOff(string response, List<string> words)
    {
        if (words.Count < 5)
            return false;
        var last = response[^1];
        if (last is ',' or '(' or '[' or '{' or '+' or '=' or '*' or '<' or '$')
            return true;
        if (Count(response, "```") % 2 == 1 || Count(response, "<<") > Count(response, ">>"))
            return true;
        if (!char.IsLetterOrDigit(last))
            return false;
        if (Dangling.Contains(words[^1]))
            return true;
        // Prose of several sentences ends its last one; a list, a table or code does not have to.
        if (IsList(response))
            return false;
        var lines = response.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var ended = lines.Count(l => l[^1] is '.' or '!' or '?');
        return Sentences.Of(lines[^1]).Count > 1 || (lines.Length > 1 && char.IsLetter(lines[^1][0]) && ended >= (lines.Length - 1) * 0.8);
    }

    private static bool IsList(string response) => ListMark().Count(response) >= 3;

    private static bool IsRepetitive(List<string> words)
    {
        if (words.Count < 24)
            return false;
        var triples = Enumerable.Range(0, words.Count - 2).Select(i => (words[i], words[i + 1], words[i + 2]));
        return (double)triples.Distinct().Count() / (words.Count - 2) < 0.4;
    }

    // The longer the instruction, the more of a related answer's words it holds. A short one that asks for something new may hold none, and
    // neither may a reply that speaks to the person ("you", "please", "we").
    private static double Relevance(string instruction, string response, List<string> stems, out bool unrelated)
    {
        var asked = Words.ContentStems(instruction).ToHashSet(StringComparer.Ordinal);
        var distinct = stems.Distinct().ToList();
        var shared = distinct.Count(asked.Contains);
        var share = distinct.Count == 0 ? 0 : (double)shared / distinct.Count;
        unrelated = false;
        if (distinct.Count < LongEnoughToRelate)
            return shared > 0 ? 0 : -0.5;
        if (asked.Count >= LongInstruction)
            unrelated = share < 0.19;
        else if (asked.Count >= SpecificInstruction)
            unrelated = share < 0.1 && !(shared > 0 && OpenTask().IsMatch(instruction)) && !Conversation().IsMatch(response);
        else
            unrelated = shared == 0 && asked.Count > 0 && !OpenTask().IsMatch(instruction) && !IsList(response) && !Conversation().IsMatch(response);
        return shared == 0 ? -0.5 : share >= 0.25 ? 1 : 0;
    }

    private static double Agreement(string reference, string response, List<string> words, out int cap, List<string> notes)
    {
        cap = 10;
        var overlap = Rouge.L(words, Words.Of(reference));
        var expected = Numbers(reference);
        var given = Numbers(response);
        var sameResult = expected.Count > 0 && given.Count > 0 && expected[^1] == given[^1];
        if (sameResult || overlap >= 0.6)
            return 1;
        if (overlap >= 0.25)
            return 0;
        notes.Add("it differs from the reference");
        if (overlap < 0.1)
            cap = 4;
        return -2;
    }

    private static List<string> Numbers(string text) => [.. Number().Matches(text).Select(m => m.Value.Replace(",", "", StringComparison.Ordinal))];

    private static int Count(string text, string part)
    {
        var count = 0;
        for (var at = text.IndexOf(part, StringComparison.Ordinal); at >= 0; at = text.IndexOf(part, at + part.Length, StringComparison.Ordinal))
            count++;
        return count;
    }

    [GeneratedRegex(@"<\|[a-z_]+\|>")]
    private static partial Regex Special();

    [GeneratedRegex(
        @"\b(?:give|award|assign|rate|score|grade|mark)\b[^.\n]{0,30}\b(?:this|the|my)\s+(?:response|answer|reply|output|text)\b[^.\n]{0,40}\b(?:10|ten|full|highest|best|maximum|perfect)\b" +
        @"|\b(?:this|the|my)\s+(?:response|answer|reply)\s+(?:deserves|earns|gets|scores|(?:should|must)\s+(?:get|be\s+(?:given|rated|scored|graded)))\b" +
        @"|\bscore\s*(?:(?:it|this|me)\b)?\s*(?:a\b|as\b|with\b|:|=)?\s*(?:10|ten)\b(?!\s+[a-z])" +
        @"|\bgive\s+(?:it|this|me)\s+a\s+(?:10|ten)\b" +
        @"|\bignore\b[^.\n]{0,30}\b(?:instructions?|rubric|rules)\b" +
        @"|[\[(]End of (?:response|instruction|reference)[\])]|^\s*[\[(](?:response|instruction|reference)[\])]\s*$|\b(?:dear|note to the)\s+(?:judge|grader|evaluator)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Pleading();

    [GeneratedRegex(@"(?m)^\s*(?:[-*•]|\d{1,3}[.)])\s|(?<=\s)\d{1,3}[.)]\s+(?=[A-Z])")]
    private static partial Regex ListMark();

    [GeneratedRegex(@"(?:^|[.!?:\n]\s*|\b(?:to|please|you|and|then)\s+)(?:write|create|make|generate|suggest|design|plan|tell|give|invent|compose|list|come up|describe|explain|translate|return|provide|draft|imagine|pretend|define)\b", RegexOptions.IgnoreCase)]
    private static partial Regex OpenTask();

    [GeneratedRegex(@"^(?:i cannot|i can't|i can not)\s+(?:help|assist|provide|answer|do|comply|fulfil|fulfill|complete|generate|create|write|engage|discuss)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Refusing();

    [GeneratedRegex(@"^(?:i cannot|i can't|i can not)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Unable();

    [GeneratedRegex(@"\b(?:help but|because|but|so|wait|believe)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Useful();

    [GeneratedRegex(@"\b(?:you|your|please|we|our|i|yes|no|gladly|sorry|thank)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Conversation();

    [GeneratedRegex(@"several ways to look at|general thoughts|thank you for asking|depends on (?:the details|what you need)|tell me more|be more specific|i hope this (?:is useful|helps)|check the result before|this is a question about|say something about|careful first step|start from the parts", RegexOptions.IgnoreCase)]
    private static partial Regex Hedge();

    [GeneratedRegex(@"\d[\d,]*(?:\.\d+)?")]
    private static partial Regex Number();
}
