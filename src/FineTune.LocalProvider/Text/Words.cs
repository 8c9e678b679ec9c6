namespace FineTune.LocalProvider.Text;

/// <summary>Words, stems and stop words of English-like text. Crude on purpose: the models here match words, they do not read.</summary>
internal static class Words
{
    private static readonly HashSet<string> Stop = new(
        ("a an the and or but if then than so as at by for from in into of on onto to with without about over under after before between during " +
         "is are was were be been being am do does did done have has had having will would shall should can could may might must not no nor " +
         "i me my mine we us our ours you your yours he him his she her hers it its they them their theirs this that these those there here " +
         "who whom whose which what when where why how all any both each few more most other some such only own same too very just also " +
         "s t d ll m re ve don please").Split(' '), StringComparer.Ordinal);

    public static bool IsStop(string word) => Stop.Contains(word);

    /// <summary>Lower-case runs of letters and digits.</summary>
    public static List<string> Of(string text, int limit = int.MaxValue)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= text.Length && words.Count < limit; i++)
        {
            var inside = i < text.Length && char.IsLetterOrDigit(text[i]);
            if (inside && start < 0)
                start = i;
            else if (!inside && start >= 0)
            {
                words.Add(text[start..i].ToLowerInvariant());
                start = -1;
            }
        }

        return words;
    }

    /// <summary>Stems of the words that carry meaning, in order, with repetitions.</summary>
    public static List<string> ContentStems(string text, int limit = int.MaxValue)
    {
        var stems = new List<string>();
        foreach (var word in Of(text, limit))
        {
            if (!Stop.Contains(word))
                stems.Add(Stem(word));
        }

        return stems;
    }

    public static string Stem(string word)
    {
        if (word.Length > 5 && word.EndsWith("ing", StringComparison.Ordinal))
            return Trimmed(word[..^3]);
        if (word.Length > 4 && word.EndsWith("ed", StringComparison.Ordinal))
            return Trimmed(word[..^2]);
        if (word.Length > 4 && word.EndsWith("ies", StringComparison.Ordinal))
            return word[..^3] + "y";
        if (word.Length > 4 && word.EndsWith("ly", StringComparison.Ordinal))
            return word[..^2];
        if (word.Length > 4 && word.EndsWith("es", StringComparison.Ordinal))
            return Trimmed(word[..^2]);
        if (word.Length > 3 && word[^1] == 's' && word[^2] != 's')
            return Trimmed(word[..^1]);
        return Trimmed(word);
    }

    // "write", "writes" and "writing" meet without their final e; "stopped" and "stop" without the doubled letter.
    private static string Trimmed(string word)
    {
        if (word.Length > 3 && word[^1] == 'e')
            return word[..^1];
        return word.Length > 3 && word[^1] == word[^2] && word[^1] is not ('s' or 'l' or 'e') && char.IsLetter(word[^1]) ? word[..^1] : word;
    }
}
