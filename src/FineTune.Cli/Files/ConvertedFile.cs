using FineTune.Datasets.Conversion;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;

namespace FineTune.Cli.Files;

/// <summary>What a conversion came to.</summary>
internal sealed class ConvertedFile
{
    private readonly SortedDictionary<ConversionLoss, (long Lines, long First)> _losses = [];
    private readonly List<(long Line, string Reason)> _failures = [];

    public long Lines { get; private set; }

    public long Blank { get; private set; }

    public long Converted { get; private set; }

    public long Written { get; private set; }

    public long Failed => Lines - Converted;

    /// <summary>Each loss, with how many lines have it and the first of them.</summary>
    public IReadOnlyDictionary<ConversionLoss, (long Lines, long First)> Losses => _losses;

    /// <summary>Lines that were not converted, and why.</summary>
    public IReadOnlyList<(long Line, string Reason)> Failures => _failures;

    /// <summary>Converts a line.</summary>
    public IReadOnlyList<byte[]> Add(JsonlLine line, InputShape target)
    {
        if (line.IsBlank)
        {
            Blank++;
            return [];
        }

        Lines++;
        if (line.TooLong)
        {
            _failures.Add((line.Number, $"{RuleIds.LineTooLong}: it has {line.Length} bytes."));
            return [];
        }

        var converted = LineConverter.Convert(line.Bytes, line.Number, target);
        if (!converted.IsConverted)
        {
            var error = converted.Findings.FirstOrDefault(finding => finding.Severity == Severity.Error);
            _failures.Add((line.Number, converted.Refusal ?? $"{error!.Rule}: {error.Message}"));
            return [];
        }

        Converted++;
        Written += converted.Lines.Count;
        foreach (var loss in converted.Losses)
        {
            var (lines, first) = _losses.GetValueOrDefault(loss, (0, line.Number));
            _losses[loss] = (lines + 1, first);
        }

        return converted.Lines;
    }
}
