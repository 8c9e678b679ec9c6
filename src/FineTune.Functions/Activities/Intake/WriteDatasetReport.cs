using System.Globalization;
using System.Text;
using FineTune.Core.Billing;
using FineTune.Core.Billing.Estimates;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Storage;
using FineTune.Datasets.Increments;
using FineTune.Datasets.Profiles;
using FineTune.Datasets.Reports;
using FineTune.Datasets.Reports.Sections;
using FineTune.Datasets.Splits;
using FineTune.Datasets.Validation;
using FineTune.Functions.Contracts.Datasets;
using FineTune.Synthesis.Estimates;

namespace FineTune.Functions.Activities.Intake;

/// <summary>Writes the report of a drop: report.json and report.html.</summary>
public sealed class WriteDatasetReport(IBlobStore store, IAccount account, IModelEndpoints endpoints, ITokenCounter tokens, IPriceBook prices)
{
    [Function(nameof(WriteDatasetReport))]
    public async Task RunAsync([ActivityTrigger] DatasetEnd end, CancellationToken cancellationToken)
    {
        var (lineage, datasetId) = (end.Drop.Lineage, end.Drop.DatasetId);
        var blob = BlobPaths.Report(lineage, datasetId);
        var before = await store.ReadJsonAsync<DatasetReport>(blob, cancellationToken);
        var summary = await store.ReadJsonAsync<ValidationSummary>(new ValidationFiles(lineage, datasetId).Summary, cancellationToken);
        var manifest = await store.ReadJsonAsync<IncrementManifest>(BlobPaths.Manifest(lineage, datasetId), cancellationToken);
        var source = await store.GetPropertiesAsync(BlobPaths.Source(lineage, datasetId), cancellationToken);
        var now = new DateTimeOffset(end.At, TimeSpan.Zero);
        var month = await account.GetAsync(lineage, BillingMonth.Of(end.At), cancellationToken);
        var report = new DatasetReport(
            lineage, datasetId, [.. (before?.Names ?? []).Append(end.Drop.Name).Distinct().Order(StringComparer.Ordinal)], end.Outcome, end.Reason,
            Attempts(before, end.Outcome, now), source?.Length ?? 0, manifest?.Counts ?? Counts(summary), summary?.Totals.Tokens ?? 0,
            month.SpentBy(datasetId), summary?.Totals.Rules ?? [], summary?.FirstFindings ?? [], Notes(end, manifest, SourceMark.Note(source)), now)
        {
            Shape = summary?.Totals.Shape,
            Generation = manifest?.Generation,
            Stopped = end.Note,
            Profile = summary?.Profile,
            Estimate = Estimate(end, summary?.Profile, manifest),
            Settings = end.Settings,
        };
        await store.WriteJsonAsync(blob, report, cancellationToken: cancellationToken);
        using var page = new MemoryStream(Encoding.UTF8.GetBytes(ReportPage.Render(report)));
        await store.WriteAsync(BlobPaths.ReportPage(lineage, datasetId), page, cancellationToken: cancellationToken);
    }

    private DropEstimate? Estimate(DatasetEnd end, DatasetProfile? profile, IncrementManifest? manifest)
    {
        if (profile is not { Rows: > 0 } || end.Settings is not { Models.Trainer: { } trainer } settings)
        {
            return null;
        }

        var trained = manifest is null ? null : new TrainedRows(manifest.Counts.Train, manifest.TrainTokens, manifest.Counts.Validation);
        return new DropEstimator(prices, tokens, KindOf, DateOnly.FromDateTime(end.At)).Estimate(profile, settings, trainer, trained);
    }

    private EndpointKind? KindOf(string endpoint)
    {
        try
        {
            return endpoints.Describe(endpoint).Kind;
        }
        catch (EndpointNotConfiguredException)
        {
            return null;
        }
    }

    private static List<string> Notes(DatasetEnd end, IncrementManifest? manifest, string? source)
    {
        var notes = new[] { source, end.Note }.OfType<string>().ToList();
        if (end.Outcome == DatasetOutcome.Accepted && manifest?.Split is { } split)
        {
            notes.Add(Overlap(split));
        }

        return notes;
    }

    private static string Overlap(SplitCheck split) => split.Overlap == 0
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"Overlap between train, validation and retention: 0. {split.Grouped} rows in {split.Groups} groups that are nearly the same or ask the same question were kept together.")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"Overlap between train, validation and retention: {split.Overlap} groups of rows that are nearly the same or ask the same question had to be divided, because no group was small enough to be held out whole. This weakens the evaluation. Drop more varied rows.");

    /// <summary>The same end written twice counts once.</summary>
    private static int Attempts(DatasetReport? before, DatasetOutcome outcome, DateTimeOffset at) =>
        before?.WrittenAt == at && before.Outcome == outcome ? before.Attempts
        : (before?.Attempts ?? 0) + (outcome == DatasetOutcome.Failed || before is null ? 1 : 0);

    private static IncrementCounts? Counts(ValidationSummary? summary) => summary is null ? null : new IncrementCounts(
        summary.Totals.Lines, summary.Totals.Blank, summary.Totals.Valid, summary.Totals.Rejected, 0, 0, 0, summary.Totals.Valid, 0, 0, 0, 0, 0,
        summary.Totals.Expanded);
}
