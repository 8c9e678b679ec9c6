using System.Text.RegularExpressions;

namespace FineTune.Synthesis.Methods.Alpaca;

/// <summary>Reads a list of tasks in Alpaca's form: <c>###</c>, then the numbered fields Instruction, Input and Output.</summary>
public static partial class AlpacaAnswer
{
    /// <summary>Records looked at in one answer.</summary>
    public const int MaxRecords = 200;
    private const int Fields = 7;

    /// <summary>The records in order; null for one that does not split into exactly seven parts. Text without a numbered field is not a record.</summary>
    public static IReadOnlyList<AlpacaRecord?> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return [.. Separator().Split(text, MaxRecords + 1).Where(record => Field().IsMatch(record)).Take(MaxRecords).Select(Record)];
    }

    private static AlpacaRecord? Record(string text)
    {
        var parts = Field().Split(text, Fields + 1);
        if (parts.Length != Fields || !Is(parts[1], "Instruction") || !Is(parts[3], "Input") || !Is(parts[5], "Output"))
        {
            return null;
        }

        var input = parts[4].Trim();
        return new AlpacaRecord(parts[2].Trim(), string.Equals(input, "<noinput>", StringComparison.OrdinalIgnoreCase) ? "" : input, parts[6].Trim());
    }

    private static bool Is(string found, string name) => string.Equals(found, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Three signs alone on their line, or before a numbered field: an output may have headings.</summary>
    [GeneratedRegex(@"^[ \t]*###[ \t]*(?:\r?\n|\z|(?=\d{1,4}\.[ \t]{1,8}Instruction))", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Separator();

    [GeneratedRegex(@"(?:^|\n)[ \t]*\*{0,2}\d{1,4}\.[ \t]{1,8}(Instruction|Input|Output)[ \t]?:\*{0,2}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Field();
}
