using System.Text.RegularExpressions;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Chat.Teaching;

/// <summary>Joins the beginning of one demonstration to the end of another, and their answers likewise.</summary>
internal static partial class Splicing
{
    private const int ShortAnswer = 4;
    private const int LongestHalf = 60;

    public static Demonstration? Of(Demonstration a, Demonstration b, SeededRandom random)
    {
        var names = Wording.Names(b, a);
        var from = a.Asked;
        var to = b.Asked;
        var instruction = from.Count == 1 && to.Count == 1
            ? Clauses(from[0].Text, names.Apply(to[0].Text), random)
            : Whole(from, to, names, random);
        return instruction is null ? null : new Demonstration(instruction, Answer(a, b, names, random));
    }

    private static string Whole(IReadOnlyList<Sentence> from, IReadOnlyList<Sentence> to, Wording names, SeededRandom random)
    {
        // At least one sentence of each, about half of both.
        var head = from.Count == 1 ? 1 : 1 + random.Next(Math.Max(1, (from.Count + 1) / 2));
        var tail = to.Count == 1 ? 1 : 1 + random.Next(Math.Max(1, (to.Count + 1) / 2));
        return Sentences.Join([.. Within(from, head), .. Within([.. to.Reverse()], tail).Reverse().Select(s => s with { Text = names.Apply(s.Text) })]);
    }

    // Long texts lend a few sentences, not half of themselves.
    private static IEnumerable<Sentence> Within(IReadOnlyList<Sentence> sentences, int most)
    {
        var words = 0;
        return sentences.Take(most).TakeWhile((s, i) => (words += Words.Of(s.Text).Count) <= LongestHalf || i == 0);
    }

    private static string? Clauses(string from, string to, SeededRandom random)
    {
        var heads = Joint().Matches(from).Where(m => m.Index > 8).ToList();
        var tails = Joint().Matches(to).Where(m => m.Index > 8 && m.Index < to.Length - 4).ToList();
        if (tails.Count == 0)
            return null;
        var tail = to[random.Pick(tails).Index..];
        var head = heads.Count == 0 ? from.TrimEnd('.', '?', '!') : from[..random.Pick(heads).Index];
        return head.TrimEnd(' ', ',') + tail;
    }

    private static string Answer(Demonstration first, Demonstration second, Wording names, SeededRandom random)
    {
        var from = first.Said;
        var to = second.Said;
        if (from.Count < 2 || to.Count < 2 || Words.Of(second.Response, ShortAnswer + 1).Count <= ShortAnswer)
            return names.Apply(second.Response);
        var head = 1 + random.Next(from.Count / 2);
        var tail = 1 + random.Next(Math.Max(1, to.Count - 1));
        return Sentences.Join([.. from.Take(head), .. to.TakeLast(Math.Max(tail, (to.Count + 1) / 2)).Select(s => s with { Text = names.Apply(s.Text) })]);
    }

    // Where a clause can begin.
    [GeneratedRegex(@"\s(?:and|but|so|because|which|that|when|if|for|with|in|on|to|from|at|by|about|after|before|while|of|using|without|during|under|into|as)\s", RegexOptions.IgnoreCase)]
    private static partial Regex Joint();
}
