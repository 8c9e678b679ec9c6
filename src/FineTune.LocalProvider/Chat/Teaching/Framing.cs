using System.Globalization;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Chat.Teaching;

/// <summary>New tasks around demonstrations whose answers are right by construction.</summary>
internal static class Framing
{
    private const int LongestQuoted = 400;
    private const int FewestQuoted = 20;
    private const int MostQuoted = 220;

    private static readonly string[] Joins = ["Two things, please. First: {0}\nSecond: {1}", "{0}\nWhen that is done, also do this: {1}", "I have two questions that belong together. {0} And then: {1}"];
    private static readonly string[] Quotes =
    [
        "I was told: \"{0}\" Thank you for that. {1}", "\"{0}\" That much is clear to me. {1}", "{1} I ask because I also read this: \"{0}\"", "A friend said \"{0}\" and I believe it. Now to my own case. {1}",
        "Earlier I found this: \"{0}\" It does not help me here. {1}", "{1} (I know already: {0})", "Let us set aside \"{0}\" for a moment. {1}",
    ];

    private static readonly string[] Asks =
    [
        "Someone wrote back: \"{0}\" What had they been asked?", "Which question does the following text answer? \"{0}\"", "Work out the request that led to this reply, and state it in full: \"{0}\"",
    ];

    private static readonly string[] Titles = ["Give a short heading to this note: \"{0}\"", "Suggest a subject line for a message that says: \"{0}\"", "Name the topic of this text in a few words: \"{0}\""];
    private static readonly string[] Choices =
    [
        "Two requests came in. One says: \"{0}\" The other says: \"{1}\" Which of them is about {2}?", "Compare two notes. Note one: \"{0}\" Note two: \"{1}\" Tell me which note mentions {2}.",
    ];

    public static Demonstration? Both(Demonstration a, Demonstration b, SeededRandom random) =>
        new(Text(random.Pick(Joins), a.Instruction, b.Instruction), a.Response + "\n\n" + b.Response);

    /// <summary>A question after something known from another answer: the answer stays what it was.</summary>
    public static Demonstration? Quoted(Demonstration a, Demonstration b, SeededRandom random)
    {
        var sentences = b.Said.Where(s => s.Text.Length is >= FewestQuoted and <= MostQuoted).ToList();
        return sentences.Count == 0 ? null : new Demonstration(Text(random.Pick(Quotes), random.Pick(sentences).Text, a.Instruction), a.Response);
    }

    public static Demonstration? Reversed(Demonstration a, SeededRandom random) => Words.Of(a.Response).Count < 4 || a.Response.Length > LongestQuoted * 2
        ? null
        : new Demonstration(Text(random.Pick(Asks), a.Response), a.Instruction);

    public static Demonstration? Titled(Demonstration a, SeededRandom random)
    {
        var words = Words.Of(a.Instruction, 120).Where(w => !Words.IsStop(w) && w.Length > 2 && !char.IsDigit(w[0])).Distinct().Take(3 + random.Next(3)).ToList();
        if (words.Count < 3 || Words.Of(a.Response).Count < 6)
            return null;
        var title = string.Join(' ', words.Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
        return new Demonstration(Text(random.Pick(Titles), Short(a.Instruction + " " + a.Response, random)), title);
    }

    public static Demonstration? Which(Demonstration a, Demonstration b, SeededRandom random)
    {
        var other = Words.Of(a.Instruction).ToHashSet(StringComparer.Ordinal);
        var shown = (A: Short(a.Instruction, random), B: Short(b.Instruction, random));
        var telling = Words.Of(shown.B).Where(w => w.Length > 4 && !Words.IsStop(w) && !other.Contains(w)).ToList();
        if (telling.Count == 0)
            return null;
        var word = random.Pick(telling);
        return new Demonstration(Text(random.Pick(Choices), shown.A, shown.B, word), $"The second one. It mentions {word}, and the first one does not.");
    }

    public static Demonstration? Constrained(Demonstration a, SeededRandom random)
    {
        var said = a.Said;
        if (said.Count < 2)
            return new Demonstration($"Reply to this in a single line and add nothing of your own, however short the result may be: {a.Instruction}", a.Response);
        var keep = 1 + random.Next(said.Count - 1);
        return random.Next(3) switch
        {
            0 => new Demonstration(string.Create(CultureInfo.InvariantCulture, $"Keep your reply to the first {(keep == 1 ? "sentence" : $"{keep} sentences")} and leave out everything that comes after. {a.Instruction}"), Sentences.Join(said.Take(keep))),
            1 => new Demonstration($"Give me nothing but the closing statement or final result, without the steps that lead there. {a.Instruction}", said[^1].Text),
            _ => new Demonstration(
                $"Number the parts of your reply, one on each line, so that I can follow them one after the other. {a.Instruction}",
                string.Join('\n', said.Select((s, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1}. {s.Text}")))),
        };
    }

    // A stretch of whole sentences, from a place that varies.
    private static string Short(string text, SeededRandom random)
    {
        var pieces = Sentences.Pieces(text);
        var start = random.Next(Math.Max(1, pieces.Count - 2));
        var made = Sentences.Join(pieces.Skip(start).Take(2));
        return made.Length <= LongestQuoted ? made : made[..LongestQuoted].TrimEnd() + "...";
    }

    private static string Text(string format, params object?[] parts) => string.Format(CultureInfo.InvariantCulture, format, parts);
}
