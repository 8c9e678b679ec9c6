using System.Globalization;
using System.Text;

namespace FineTune.Core.Text;

/// <summary>
/// The tokens that ROUGE-L compares: runs of a-z and 0-9 of the lower-cased text, as the reference implementation has them. Scripts
/// that it cannot see (from Greek on) give tokens too, runs of letters or, where words are not spaced, single letters: otherwise two texts in them
/// would count as equal as soon as they share one Latin word. Accented Latin letters separate, as in the reference.
/// </summary>
public static class RougeTokens
{
    private const int FirstOtherScript = 0x0370;

    public static List<string> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<string>();
        var lower = text.ToLowerInvariant();
        var start = -1;
        var kind = Kind.Separator;
        for (var i = 0; i < lower.Length;)
        {
            if (Rune.DecodeFromUtf16(lower.AsSpan(i), out var rune, out var length) != System.Buffers.OperationStatus.Done)
            {
                rune = new Rune(' ');
            }

            var next = KindOf(rune);
            if (start >= 0 && next != kind)
            {
                tokens.Add(lower[start..i]);
                start = -1;
            }

            if (next == Kind.Single)
            {
                tokens.Add(lower.Substring(i, length));
            }
            else if (next != Kind.Separator && start < 0)
            {
                start = i;
            }

            kind = next;
            i += length;
        }

        if (start >= 0)
        {
            tokens.Add(lower[start..]);
        }

        return tokens;
    }

    private static Kind KindOf(Rune rune)
    {
        if (char.IsAsciiLetterOrDigit((char)Math.Min(rune.Value, 0xFFFF)))
        {
            return Kind.Ascii;
        }

        if (rune.Value < FirstOtherScript)
        {
            return Kind.Separator;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.OtherLetter when rune.Value is >= 0x0E00 and not (>= 0xAC00 and <= 0xD7AF) => Kind.Single,
            UnicodeCategory.OtherLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.ModifierLetter
                or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => Kind.Word,
            _ => Kind.Separator,
        };
    }

    private enum Kind
    {
        Separator,
        Ascii,
        Word,
        Single,
    }
}
