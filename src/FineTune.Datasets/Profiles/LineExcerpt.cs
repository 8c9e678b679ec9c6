using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using FineTune.Datasets.Safety;

namespace FineTune.Datasets.Profiles;

/// <summary>
/// The beginning of a text, fit for the owner's report and for nothing else: never for logs, status or history. It is hidden altogether where a
/// secret or personal data would still be seen after masking.
/// </summary>
public static partial class LineExcerpt
{
    public const int MaxCharacters = 200;

    public const string Mask = "\u25CF\u25CF\u25CF";

    public const string Hidden = "(not shown: it contains what looks like a secret or personal data)";

    /// <summary>Scanned beyond what is shown, so that what begins inside is recognised as a whole.</summary>
    private const int Scanned = 4_000;

    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var window = text.Length <= Scanned ? text : text[..Scanned];
        window = LongRun().Replace(window, match => SecretScan.LooksRandom(match.Value) ? Mask : match.Value);
        if (HoldsSecret(window))
        {
            window = Private().Replace(window, Mask);
            window = Run().Replace(window, match => match.Value.Any(char.IsAsciiDigit) && match.Value.Any(char.IsAsciiLetter) ? Mask : match.Value);
            if (HoldsSecret(window))
            {
                return Hidden;
            }
        }

        return Show(window);
    }

    private static bool HoldsSecret(string text) => SecretScan.Find(text) is not null || PersonalData.Count(text) != default;

    /// <summary>What a page would swallow, or be turned around by, is written out.</summary>
    private static string Show(string text)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var piece = rune.Value switch
            {
                '\n' => "\u21B5",
                '\t' => "\u21E5",
                < 0x20 => ((char)(0x2400 + rune.Value)).ToString(),
                0x7F => "\u2421",
                _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator =>
                    string.Create(CultureInfo.InvariantCulture, $"<U+{rune.Value:X4}>"),
                _ => rune.ToString(),
            };
            if (shown.Length + piece.Length >= MaxCharacters)
            {
                return shown.Append('\u2026').ToString();
            }

            shown.Append(piece);
        }

        return shown.ToString();
    }

    /// <summary>Addresses with an at sign, account numbers, and digits in the groups of phone numbers, cards and network addresses.</summary>
    [GeneratedRegex(@"[^\s""'<>(),;]+@[^\s""'<>(),;]+|\b[A-Za-z]{2}\d{2}[ -]?[A-Za-z0-9][A-Za-z0-9 -]{8,40}|\+?\(?\d[\d ().:/+\-]{4,40}\d|([0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}", Plain)]
    private static partial Regex Private();

    [GeneratedRegex(@"[A-Za-z0-9+/_~!#$%^&*.=-]{12,}", Plain)]
    private static partial Regex Run();

    [GeneratedRegex(@"[A-Za-z0-9+/_=-]{40,}", Plain)]
    private static partial Regex LongRun();
}
