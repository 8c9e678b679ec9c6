namespace FineTune.Datasets.Legacy;

/// <summary>The separators and stop sequences that legacy files put at the ends of their texts.</summary>
internal static class LegacyMarks
{
    public const string Arrow = " ->";

    /// <summary>Separators to suggest for the ends of prompts, in order of preference; the last is the fallback.</summary>
    public static readonly IReadOnlyList<string> PromptSeparators =
        [Arrow, "\n\n###\n\n", "\n\n===\n\n", "\n\n---\n\n", "\n\n===>\n\n", "\n\n--->\n\n", "\n\n### =>\n\n"];

    /// <summary>Stop sequences to suggest for the ends of completions, in order of preference; the last is the fallback.</summary>
    public static readonly IReadOnlyList<string> CompletionStops = ["\n", ".", " END", "***", "+++", "&&&", "$$$", "@@@", "%%%", " [END]"];

    private static readonly string[] Separators = ["### =>", "--->", "===>", "###", "===", "---"];
    private static readonly string[] Stops = [" [END]", " END", "<|endoftext|>", "###", "***", "+++", "&&&", "$$$", "@@@", "%%%"];

    /// <summary>A mark as people write it.</summary>
    public static string Show(string mark) => $"'{mark.Replace("\n", "\\n", StringComparison.Ordinal)}'";

    /// <summary>The prompt without the separator at its end. A rule of signs counts only on a line of its own.</summary>
    public static string StripSeparator(string prompt)
    {
        var text = prompt.TrimEnd();
        if (prompt.EndsWith(" ->", StringComparison.Ordinal))
        {
            return text[..^3].TrimEnd();
        }

        foreach (var separator in Separators)
        {
            if (text.EndsWith("\n" + separator, StringComparison.Ordinal))
            {
                return text[..^(separator.Length + 1)].TrimEnd();
            }
        }

        return prompt;
    }

    /// <summary>The completion without one leading space and without the stop sequence at its end.</summary>
    public static string StripStop(string completion)
    {
        var text = completion.StartsWith(' ') ? completion[1..] : completion;
        text = text.TrimEnd('\n', '\r');
        foreach (var stop in Stops)
        {
            // A mark that also occurs inside (**bold**, a heading) is part of the text.
            if (text.Length > stop.Length && text.EndsWith(stop, StringComparison.Ordinal)
                && text.IndexOf(stop, StringComparison.Ordinal) == text.Length - stop.Length)
            {
                return text[..^stop.Length].TrimEnd('\n', '\r');
            }
        }

        return text;
    }

    /// <summary>
    /// Whether a completion of several lines ends with a line end and no other mark: a model that stops at the first line end
    /// would lose all but the first line.
    /// </summary>
    public static bool HasStopTrap(string completion)
    {
        if (!completion.EndsWith('\n'))
        {
            return false;
        }

        var text = completion.Trim();
        return text.Contains('\n') && !Stops.Any(stop => text.EndsWith(stop, StringComparison.Ordinal));
    }
}
