using Microsoft.ML.Tokenizers;

namespace FineTune.LocalProvider.Text;

/// <summary>Counts and cuts with the o200k vocabulary. The vocabulary is read on first use, so that starting is quick.</summary>
internal static class TokenCounter
{
    /// <summary>Longest training example; what lies beyond is cut, as the real services do.</summary>
    public const int TrainingLimit = 65_536;

    /// <summary>Longest prompt.</summary>
    public const int ContextLimit = 128_000;

    private const int PerMessage = 3;
    private const int ReplyPriming = 3;

    private static readonly Lazy<TiktokenTokenizer> Tokenizer = new(() => TiktokenTokenizer.CreateForEncoding("o200k_base"));

    public static int Count(string text) => text.Length == 0 ? 0 : Tokenizer.Value.CountTokens(text);

    public static int CountMessage(string role, string text, string? name = null) =>
        PerMessage + Count(role) + Count(text) + (string.IsNullOrEmpty(name) ? 0 : 1 + Count(name));

    public static int Prompt(int messageTokens) => messageTokens + ReplyPriming;

    public static IReadOnlyList<EncodedToken> Encode(string text) => Tokenizer.Value.EncodeToTokens(text, out _);

    /// <summary>The longest prefix of at most <paramref name="maximum"/> tokens.</summary>
    public static string Cut(string text, int maximum)
    {
        if (maximum <= 0)
            return "";
        var index = Tokenizer.Value.GetIndexByTokenCount(text, maximum, out _, out _);
        if (index > 0 && index < text.Length && char.IsHighSurrogate(text[index - 1]))
            index--;
        return text[..index];
    }
}
