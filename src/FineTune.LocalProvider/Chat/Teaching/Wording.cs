using System.Globalization;
using System.Text.RegularExpressions;
using FineTune.LocalProvider.Chat.Tuned;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Chat.Teaching;

/// <summary>One consistent change of words, applied to an instruction and its response alike: names, numbers and some synonyms.</summary>
internal sealed partial class Wording
{
    private static readonly string[][] Synonyms =
    [
        .. ("buy purchase|buys purchases|bought purchased|big large|small little|fix repair|help assist|begin start|started began|made created|" +
            "quick fast|quickly rapidly|explain describe|find locate|choose select|remove delete|check verify|happy glad|difficult hard|easy simple|" +
            "important essential|often frequently|near close|story tale|problem issue|customer client|money cash|house home|car vehicle|" +
            "friends pals|children kids|trip journey|error mistake|bill invoice|phone telephone|shop store|answer reply|buying purchasing|broken damaged|wrong incorrect|" +
            "kid child|mom mother|dad father|movie film|street road|garden yard|boat ship|gift present|sick ill|rich wealthy|smart clever|angry upset|tired exhausted")
            .Split('|').Select(p => p.Split(' ')),
    ];

    private static readonly string[] FreshNames = ["Amara", "Bruno", "Clara", "Dmitri", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Keiko", "Lena", "Mateo", "Noor", "Otis", "Priya", "Quinn", "Rosa", "Samir", "Tova"];

    private readonly Dictionary<string, string> words = new(StringComparer.Ordinal);

    private Wording()
    {
    }

    /// <summary>A change for a text, with other names, numbers (unless it calculates with them) and some other words.</summary>
    public static Wording For(string instruction, string response, SeededRandom random)
    {
        var wording = new Wording();
        var strength = 0.2 + (0.5 * random.NextDouble());
        foreach (var pair in Synonyms.Where(_ => random.Chance(strength)))
            wording.words.TryAdd(pair[0], pair[1]);
        foreach (var name in TunedModel.Names(instruction))
        {
            // A name that the response shares is part of the task.
            if (response.Contains(name, StringComparison.Ordinal))
                wording.words.TryAdd(name, random.Pick(FreshNames));
        }

        if (!Calculation().IsMatch(response))
        {
            foreach (var number in Number().Matches(instruction).Select(m => m.Value).Distinct())
                wording.words.TryAdd(number, Another(number, random));
        }

        return wording;
    }

    /// <summary>Names of one text in the places of another's.</summary>
    public static Wording Names(Demonstration from, Demonstration to)
    {
        var wording = new Wording();
        foreach (var (old, fresh) in from.Names.Zip(to.Names))
            wording.words.TryAdd(old, fresh);
        return wording;
    }

    public Demonstration Apply(Demonstration demonstration) => new(Apply(demonstration.Instruction), Apply(demonstration.Response));

    public string Apply(string text) => words.Count == 0 ? text : Word().Replace(text, m => Swap(m.Value));

    private string Swap(string word)
    {
        if (words.TryGetValue(word, out var other))
            return other;
        var lower = word.ToLowerInvariant();
        return char.IsUpper(word[0]) && words.TryGetValue(lower, out other) ? char.ToUpperInvariant(other[0]) + other[1..] : word;
    }

    private static string Another(string number, SeededRandom random)
    {
        if (number.Length > 6 || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            return number;
        var spread = Math.Max(2, value / 2);
        return (value + 1 + random.Next(spread)).ToString(CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"[A-Za-z][a-z]*|\d+(?:[.,/-]\d+)*")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<![\d.,/-])\b\d+\b(?![.,/-]\d)")]
    private static partial Regex Number();

    [GeneratedRegex(@"\d\s*[=+*/x-]\s*\d|=")]
    private static partial Regex Calculation();
}
