using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Chat.Teaching;

/// <summary>An instruction that asks for somewhat more, or another one in its place. The additions hold for any instruction.</summary>
internal static class Evolution
{
    private static readonly string[] Additions =
    [
        "Name two assumptions that you make on the way, and say what would change without each of them.",
        "Keep to at most five sentences, and end with the one point that a reader should remember.",
        "Also mention one case in which this would not hold, and say how somebody could notice it.",
        "Explain every step so that a person who is new to the subject could repeat it alone.",
        "Compare two possible ways, say which of them you prefer, and give the reason in one sentence.",
    ];

    private static readonly string[] Others =
    [
        "Draw up five questions that a beginner should be able to answer after reading about {0}.", "Describe a mistake that people often make when they deal with {0}, and how to avoid it.",
        "Write a short note that tells a colleague what to look out for when working with {0}.", "Say how somebody without any tools could find out more about {0} in one afternoon.",
    ];

    public static string Of(string instruction, string prompt, SeededRandom random)
    {
        if (!prompt.StartsWith("Write one new instruction", StringComparison.Ordinal))
            return $"{instruction} {random.Pick(Additions)}";
        var words = Words.Of(instruction).Where(word => !Words.IsStop(word) && word.Length > 3).Distinct().ToList();
        random.Shuffle(words);
        var topic = words.Count == 0 ? "this" : string.Join(" and ", words.Take(2));
        return string.Format(System.Globalization.CultureInfo.InvariantCulture, random.Pick(Others), topic);
    }
}
