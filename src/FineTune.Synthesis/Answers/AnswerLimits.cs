namespace FineTune.Synthesis.Answers;

/// <summary>What a teacher's answer may be before anything looks into it, so that reading takes bounded time.</summary>
public static class AnswerLimits
{
    /// <summary>Several times the longest answers of providers.</summary>
    public const int MaxCharacters = 1_000_000;

    public const string TooLong = "the answer has more than 1,000,000 characters";

    /// <summary>What is stored of an answer: enough to tell that it is too long.</summary>
    public static string Keep(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= MaxCharacters ? text : text[..(MaxCharacters + 1)];
    }

    public static bool IsTooLong(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length > MaxCharacters;
    }
}
