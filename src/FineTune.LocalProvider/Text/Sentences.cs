namespace FineTune.LocalProvider.Text;

/// <summary>Cuts text into sentences, keeping the marks that end them and the gaps between them.</summary>
internal static class Sentences
{
    private static readonly HashSet<string> Abbreviations = new(["mr", "mrs", "ms", "dr", "st", "prof", "vs", "etc", "no", "e.g", "i.e", "u.s", "jr", "sr"], StringComparer.OrdinalIgnoreCase);

    public static List<string> Of(string text) => [.. Pieces(text).Select(p => p.Text)];

    public static List<Sentence> Pieces(string text)
    {
        var found = new List<Sentence>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] is '.' or '!' or '?' && EndsHere(text, start, i)))
                Add(text, ref start, i + 1, found);
        }

        Add(text, ref start, text.Length, found);
        return found;
    }

    public static string Join(IEnumerable<Sentence> pieces)
    {
        var text = new System.Text.StringBuilder();
        foreach (var piece in pieces)
            text.Append(text.Length == 0 ? "" : piece.Gap).Append(piece.Text);
        return text.ToString();
    }

    private static bool EndsHere(string text, int start, int at)
    {
        var next = at + 1;
        if (next < text.Length && !char.IsWhiteSpace(text[next]))
            return false;
        if (text[at] != '.')
            return true;
        var word = at;
        while (word > start && !char.IsWhiteSpace(text[word - 1]))
            word--;
        var last = text[word..at];
        return !Abbreviations.Contains(last) && !(last.Length == 1 && char.IsUpper(last[0]));
    }

    private static void Add(string text, ref int start, int end, List<Sentence> found)
    {
        var raw = text[start..end];
        var sentence = raw.Trim();
        if (sentence.Length > 0)
        {
            var lines = 0;
            for (var i = start - 1; i >= 0 && char.IsWhiteSpace(text[i]); i--)
                lines += text[i] == '\n' ? 1 : 0;
            found.Add(new Sentence(lines > 1 ? "\n\n" : lines == 1 ? "\n" : " ", sentence));
        }

        start = end;
    }
}

/// <summary>A sentence and the white space that stood before it.</summary>
internal readonly record struct Sentence(string Gap, string Text);
