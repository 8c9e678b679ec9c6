using System.Globalization;
using System.Text;

namespace FineTune.Synthesis.Filters;

/// <summary>Words of a text in any script.</summary>
internal static class WordCount
{
    /// <summary>Runs between white space; in scripts without spaces (Han, Kana, Thai, ...) every two letters count as a word.</summary>
    public static int Of(string text)
    {
        var words = 0;
        var unspaced = 0;
        var inWord = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                inWord = false;
            }
            else if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherLetter && rune.Value is >= 0x0E00 and not (>= 0xAC00 and <= 0xD7AF))
            {
                unspaced++;
                inWord = false;
            }
            else if (!inWord)
            {
                words++;
                inWord = true;
            }
        }

        return words + ((unspaced + 1) / 2);
    }
}
