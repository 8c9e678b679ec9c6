using System.Globalization;
using System.Text.RegularExpressions;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Chat.Teaching;

/// <summary>One consistent change of words, applied to an instruction and its response alike: names, numbers and some synonyms.</summary>
internal sealed partial class Wording
{
    private static readonly string[][] Synonyms =
    [
        .. ("buy purchase|buys purchases|bought purchased|big large|small little|fix repair|help assist|show display|start begin|started began|end finish|need require|needs requires|want wish|wants wishes|" +
            "make create|makes creates|made created|give provide|gives provides|get obtain|gets obtains|quick fast|quickly rapidly|many numerous|total overall|answer reply|explain describe|find locate|choose select|" +
            "change alter|change modify|remove delete|send submit|sent submitted|check verify|happy glad|difficult hard|easy simple|important essential|new recent|often frequently|near close|story tale|" +
            "list enumerate|write compose|use employ|uses employs|used employed|keep retain|problem issue|error fault|customer client|order purchase|money cash|house home|car vehicle|friends pals|children kids|" +
            "job position|work labour|trip journey|begin start|large big|error mistake|bill invoice|picture image|phone telephone|password passcode|account profile|monthly yearly|today yesterday|week month")
            .Split('|').Select(p => p.Split(' ')),
    ];

    private static readonly string[] FreshNames = ["Amara", "Bruno", "Clara", "Dmitri", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Keiko", "Lena", "Mateo", "Noor", "Otis", "Priya", "Quinn", "Rosa", "Samir", "Tova"];

    private readonly Dictionary<string, string> words = new(StringComparer.Ordinal);

    private Wording()
    {
    }

    /// <summary>A change for a text, with other names, numbers (unless it calculates with them) and some other words.</summary>
    public static Wording For(string instruction, string response, SeededRandom random, double strength)
    {
        var wording = new Wording();
        foreach (var pair in Synonyms.Where(_ => random.Chance(strength)))
            wording.words.TryAdd(pair[0], pair[1]);
        foreach (var name in TunedModel.Names(instruction).Where(n => People().IsMatch(n) && instruction.Contains(n + " ", StringComparison.Ordinal)))
        {
            // Only names that the response shares or the text repeats are people or things worth swapping.
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
    public static Wording Names(string from, string to)
    {
        var wording = new Wording();
        foreach (var (old, fresh) in TunedModel.Names(from).Zip(TunedModel.Names(to)))
            wording.words.TryAdd(old, fresh);
        return wording;
    }

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

    [GeneratedRegex(@"[A-Za-z][a-z]*|\d+(?:\.\d+)?")]
    private static partial Regex Word();

    [GeneratedRegex(@"\b\d+\b(?!\.\d)")]
    private static partial Regex Number();

    [GeneratedRegex(@"\d\s*[=+*/x-]\s*\d|=")]
    private static partial Regex Calculation();

    [GeneratedRegex("^[A-Z][a-z]{2,}$")]
    private static partial Regex People();
}
