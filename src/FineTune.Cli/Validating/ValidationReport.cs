using System.Globalization;
using FineTune.Datasets.Increments;
using FineTune.Datasets.Reports;

namespace FineTune.Cli.Validating;

/// <summary>The report of a file as its owner would get it for a drop.</summary>
internal static class ValidationReport
{
    private const int MaxFindings = 100;

    public static DatasetReport Create(ValidatedFile file, DateTimeOffset now)
    {
        var totals = file.Totals;
        var counts = new IncrementCounts(totals.Lines, totals.Blank, totals.Valid, totals.Rejected, 0, 0, 0, totals.Valid, 0, 0, 0, 0, 0, totals.Expanded);
        return new DatasetReport(
            "offline", file.DatasetId, [Path.GetFileName(file.Path)], file.Refusal is null ? DatasetOutcome.Accepted : DatasetOutcome.Refused, file.Refusal, 1,
            file.Bytes, counts, totals.Tokens, 0, totals.Rules, [.. file.Findings.Take(MaxFindings)], [.. Notes(file)], now)
        {
            Shape = totals.Shape,
            Profile = file.Profile,
            Estimate = new OfflineEstimate(now).Of(file),
        };
    }

    private static IEnumerable<string> Notes(ValidatedFile file)
    {
        yield return "Checked offline: nothing was generated, judged or trained.";
        if (file.Note is { } note)
        {
            yield return note;
        }

        if (!file.TokensCounted)
        {
            yield return "Tokens were not counted, and the rules that need them were skipped (--no-tokens).";
        }

        var more = Math.Max(file.Findings.Count - MaxFindings, 0) + file.LeftOut;
        if (more > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{more} more findings are counted but not listed.");
        }
    }
}
