using System.Text;

namespace FineTune.Core.Text;

/// <summary>A cheap guess at a text's language: by its script, and for Latin letters by its most frequent short words.</summary>
public static class LanguageGuess
{
    private const int MaxCharacters = 2_000;
    private const int MinWords = 3;

    private static readonly (string Language, HashSet<string> Words)[] Latin =
    [
        ("English", ["the", "and", "of", "to", "is", "you", "that", "it", "for", "with", "are", "this", "your", "have", "not"]),
        ("German", ["der", "die", "das", "und", "ist", "nicht", "ein", "eine", "sie", "ich", "mit", "für", "auf", "den", "wir", "zu"]),
        ("French", ["le", "la", "les", "et", "est", "des", "une", "vous", "pour", "dans", "que", "nous", "pas", "avec", "votre", "du"]),
        ("Spanish", ["el", "la", "los", "las", "y", "es", "una", "que", "para", "con", "por", "del", "su", "usted", "pero", "como"]),
        ("Italian", ["il", "lo", "gli", "e", "è", "una", "che", "per", "con", "non", "di", "della", "sono", "questo", "anche", "nel"]),
        ("Portuguese", ["o", "os", "as", "e", "é", "uma", "que", "para", "com", "não", "do", "da", "em", "você", "seu", "também"]),
        ("Dutch", ["de", "het", "een", "en", "is", "van", "dat", "niet", "ik", "je", "voor", "met", "zijn", "op", "uw", "wij"]),
    ];

    private static readonly (string Script, int First, int Last)[] Scripts =
    [
        ("Greek", 0x370, 0x3FF), ("Cyrillic", 0x400, 0x52F), ("Hebrew", 0x590, 0x5FF), ("Arabic", 0x600, 0x6FF), ("Devanagari", 0x900, 0x97F), ("Thai", 0xE00, 0xE7F),
        ("Japanese", 0x3040, 0x30FF), ("Chinese", 0x4E00, 0x9FFF), ("Korean", 0xAC00, 0xD7AF),
    ];

    /// <summary>The language, or the script where that is all one can see; null when it is not clear.</summary>
    public static string? Of(string text)
    {
        text = text.Length <= MaxCharacters ? text : text[..MaxCharacters];
        var letters = 0;
        var scripts = new int[Scripts.Length];
        foreach (var rune in text.EnumerateRunes())
        {
            if (!Rune.IsLetter(rune))
            {
                continue;
            }

            letters++;
            var script = Array.FindIndex(Scripts, s => rune.Value >= s.First && rune.Value <= s.Last);
            if (script >= 0)
            {
                scripts[script]++;
            }
        }

        var other = scripts.Sum();
        if (other * 2 > letters)
        {
            // Japanese mixes its own letters with Chinese ones.
            return scripts[6] * 5 > other ? Scripts[6].Script : Scripts[Array.IndexOf(scripts, scripts.Max())].Script;
        }

        return letters == 0 ? null : ByWords(text);
    }

    private static string? ByWords(string text)
    {
        var words = text.ToLowerInvariant().Split([' ', '\n', '\t', ',', '.', '!', '?', ';', ':', '"', '(', ')', '\''], StringSplitOptions.RemoveEmptyEntries);
        var scores = Latin.Select(latin => words.Count(latin.Words.Contains)).ToList();
        var best = scores.Max();
        var winner = scores.IndexOf(best);
        return best >= MinWords && !scores.Where((score, i) => i != winner && score * 3 > best * 2).Any() ? Latin[winner].Language : null;
    }
}
