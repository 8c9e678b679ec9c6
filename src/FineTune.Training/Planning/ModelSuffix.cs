namespace FineTune.Training.Planning;

/// <summary>The suffix that a provider puts into a tuned model's name.</summary>
public static class ModelSuffix
{
    /// <summary>The shortest limit among the providers.</summary>
    public const int MaxLength = 40;

    private const int RunDigits = 12;

    /// <summary>Lineage and run, at most 40 of [A-Za-z0-9-_]. Different runs have different suffixes.</summary>
    public static string Of(string lineage, string runId)
    {
        ArgumentNullException.ThrowIfNull(lineage);
        ArgumentNullException.ThrowIfNull(runId);
        var run = Clean(runId)[..Math.Min(RunDigits, runId.Length)];
        var name = Clean(lineage);
        return $"{name[..Math.Min(MaxLength - RunDigits - 1, name.Length)].TrimEnd('-')}-{run}";
    }

    private static string Clean(string text) => string.Create(text.Length, text, static (span, source) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = char.IsAsciiLetterOrDigit(source[i]) || source[i] is '-' or '_' ? source[i] : '-';
        }
    });
}
