using System.Text;
using System.Text.Json;
using FineTune.Core.Billing;
using FineTune.Core.Judging;

namespace FineTune.Synthesis.Judging;

/// <summary>Reads a judge's answer. What is not clearly a score is unscored with a reason, never a number.</summary>
public static class JudgeAnswer
{
    public const int MaxRationale = 500;

    /// <param name="text">The answer; null where there is none.</param>
    /// <param name="finishReason">The provider's word: stop, length, content_filter, ...</param>
    /// <param name="refused">Whether the model refused.</param>
    public static Verdict Parse(string judge, string? text, string? finishReason, bool refused, CallUsage usage)
    {
        if (refused)
        {
            return Unscored("refused");
        }

        if (finishReason is "content_filter")
        {
            return Unscored("contentFilter");
        }

        var read = Read(text);
        return read.Score is { } score ? new Verdict(judge, score, null, read.Rationale, usage)
            : finishReason is "length" && read.Problem == "malformed" ? Unscored("truncated")
            : new Verdict(judge, null, read.Problem, read.Rationale, usage);

        Verdict Unscored(string reason) => new(judge, null, reason, null, usage);
    }

    private static (int? Score, string? Rationale, string Problem) Read(string? text)
    {
        const string Malformed = "malformed";
        var from = text?.IndexOf('{', StringComparison.Ordinal) ?? -1;
        var to = text?.LastIndexOf('}') ?? -1;
        if (text is null || from < 0 || to <= from)
        {
            return (null, null, Malformed);
        }

        try
        {
            using var document = JsonDocument.Parse(text.AsMemory(from, to - from + 1), new JsonDocumentOptions { AllowDuplicateProperties = false });
            var root = document.RootElement;
            var rationale = root.TryGetProperty("rationale", out var reasons) && reasons.ValueKind == JsonValueKind.String ? Shorten(reasons.GetString()!) : null;
            if (!root.TryGetProperty("score", out var score) || score.ValueKind != JsonValueKind.Number
                || !score.TryGetDouble(out var value) || !double.IsInteger(value))
            {
                return (null, rationale, Malformed);
            }

            return value is >= 1 and <= 10 ? ((int)value, rationale, "") : (null, rationale, "outOfRange");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (null, null, Malformed);
        }
    }

    private static string Shorten(string text)
    {
        var shortened = new StringBuilder(Math.Min(text.Length, MaxRationale));
        foreach (var rune in text.Trim().EnumerateRunes())
        {
            if (shortened.Length + rune.Utf16SequenceLength > MaxRationale)
            {
                break;
            }

            shortened.Append(rune.ToString());
        }

        return shortened.ToString();
    }
}
