using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Moderations;

/// <summary>Flags a text by the words it holds. A stand-in: it knows a few dozen words and no context.</summary>
internal static class Moderator
{
    public const double Flagged = 0.5;

    private static readonly (string Category, string[] Phrases)[] Lists =
    [
        ("harassment", ["idiot", "you moron", "worthless", "shut up", "i hate you", "you are stupid", "loser"]),
        ("harassment/threatening", ["i will hurt you", "watch your back", "i will find you"]),
        ("hate", ["inferior race", "subhuman", "they are vermin", "go back to your country"]),
        ("hate/threatening", ["exterminate them", "kill all of them", "wipe them out"]),
        ("illicit", ["how to steal", "counterfeit money", "shoplift", "hack into", "fake passport", "launder money"]),
        ("illicit/violent", ["build a bomb", "make a bomb", "pipe bomb", "make explosives"]),
        ("self-harm", ["self harm", "cutting myself", "suicide"]),
        ("self-harm/intent", ["kill myself", "end my life", "want to die"]),
        ("self-harm/instructions", ["how to kill myself", "ways to commit suicide", "how to commit suicide"]),
        ("sexual", ["pornographic", "explicit sex", "erotic"]),
        ("sexual/minors", ["child pornography", "sexualize minors"]),
        ("violence", ["kill you", "stab", "shoot him", "beat him up", "murder him", "slaughter"]),
        ("violence/graphic", ["gore", "dismember", "disembowel", "severed head"]),
    ];

    /// <summary>A score (0..1) for each of the thirteen categories.</summary>
    public static IReadOnlyList<(string Category, double Score)> Score(string text)
    {
        var padded = " " + string.Join(' ', Words.Of(text)) + " ";
        return [.. Lists.Select(l =>
        {
            var hits = l.Phrases.Count(p => padded.Contains(" " + p + " ", StringComparison.Ordinal));
            return (l.Category, hits == 0 ? 0.0001 : Math.Min(0.99, 0.8 + (0.1 * hits)));
        })];
    }
}
