using FineTune.Core;
using FineTune.Core.Storage;
using FineTune.Datasets.Increments;
using FineTune.Datasets.Reports;
using FineTune.Functions.Api.Models;
using FineTune.Functions.Contracts;
using FineTune.Functions.Contracts.Datasets;
using FineTune.Functions.Starting;
using FineTune.Functions.Triggers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace FineTune.Functions.Api;

/// <summary>The drops of a lineage.</summary>
public sealed class DatasetsApi(IBlobStore store, TimeProvider time)
{
    [Function("ListDatasets")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/lineages/{lineage}/datasets")] HttpRequest request,
        string lineage, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (ApiResult.RefuseLineage(lineage) is { } refusal)
        {
            return refusal;
        }

        var datasets = new List<DatasetOverview>();
        await foreach (var item in store.ListAsync(BlobPaths.DatasetsIndex, lineage + "/", cancellationToken))
        {
            if (await store.ReadJsonAsync<DropIndexEntry>(item.Blob, cancellationToken) is not { } drop)
            {
                continue;
            }

            var detail = await DetailAsync(client, lineage, drop.DatasetId, cancellationToken);
            var outcome = detail.Report?.Outcome.ToString().ToLowerInvariant() ?? (detail.Status is null ? null : "running");
            datasets.Add(new DatasetOverview(
                drop.Name, drop.DatasetId, outcome, detail.Report?.Reason, detail.Report?.Counts, detail.Status, detail.Report?.CostUsd ?? 0));
        }

        return ApiResult.Ok(datasets, ApiJson.Default.IReadOnlyListDatasetOverview);
    }

    [Function("GetDataset")]
    public async Task<IActionResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/lineages/{lineage}/datasets/{datasetId}")] HttpRequest request,
        string lineage, string datasetId, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (Refuse(lineage, datasetId) is { } refusal)
        {
            return refusal;
        }

        var detail = await DetailAsync(client, lineage, datasetId, cancellationToken);
        return detail is { Report: null, Status: null }
            ? Unknown(lineage, datasetId)
            : ApiResult.Ok(detail, ApiJson.Default.DatasetDetail);
    }

    /// <summary>
    /// Works on a data set again: one that was refused, failed, or stopped before all of it was generated and judged is prepared again from what is stored; any other is
    /// staged for another run.
    /// </summary>
    [Function("RunDatasetAgain")]
    public async Task<IActionResult> AgainAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/lineages/{lineage}/datasets/{datasetId}/runs")] HttpRequest request,
        string lineage, string datasetId, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (Refuse(lineage, datasetId) is { } refusal)
        {
            return refusal;
        }

        var report = await store.ReadJsonAsync<DatasetReport>(BlobPaths.Report(lineage, datasetId), cancellationToken);
        if (report is null)
        {
            return Unknown(lineage, datasetId);
        }

        if (report.Outcome != DatasetOutcome.Accepted || report.Stopped is not null)
        {
            if (await FindAsync(report, cancellationToken) is not { } drop)
            {
                return ApiResult.Error(
                    StatusCodes.Status409Conflict, $"The bytes of data set {datasetId} are gone: they were deleted or overwritten before they could be copied.",
                    "Drop the file again.");
            }

            await Starter.DatasetAsync(client, drop, cancellationToken);
            return ApiResult.Accepted(InstanceIds.Dataset(lineage, datasetId));
        }

        var staged = new StagedIncrement(datasetId, report.Counts?.Train ?? 0, time.GetUtcNow(), null);
        await store.WriteJsonAsync(BlobPaths.Staged(lineage, datasetId), staged, WriteCondition.IfAbsent, cancellationToken: cancellationToken);
        await Starter.TuneAsync(client, lineage, cancellationToken);
        return ApiResult.Accepted(InstanceIds.Tune(lineage));
    }

    /// <summary>The data set as it can be processed: from our own copy, or from a drop that still has its bytes.</summary>
    private async Task<DatasetInput?> FindAsync(DatasetReport report, CancellationToken cancellationToken)
    {
        var drops = new DropIntake(store, time);
        foreach (var name in report.Names)
        {
            if (await drops.IdentifyAsync(report.Lineage, name, cancellationToken) is { } drop && drop.DatasetId == report.DatasetId)
            {
                return drop;
            }
        }

        return await store.GetPropertiesAsync(BlobPaths.Source(report.Lineage, report.DatasetId), cancellationToken) is { } copy
            ? new DatasetInput(report.Lineage, report.Names[0], copy.ETag, report.DatasetId)
            : null;
    }

    /// <summary>Files that are not drops by their path or extension, and why they were refused.</summary>
    [Function("ListRefusedDrops")]
    public async Task<IActionResult> ListRefusedAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/refused-drops")] HttpRequest request, CancellationToken cancellationToken)
    {
        var refused = new List<RefusedDrop>();
        await foreach (var item in store.ListAsync(BlobPaths.DatasetsIndex, BlobPaths.RefusedDropPrefix, cancellationToken))
        {
            if (await store.ReadJsonAsync<RefusedDrop>(item.Blob, cancellationToken) is { } drop)
            {
                refused.Add(drop);
            }
        }

        return ApiResult.Ok(refused, ApiJson.Default.IReadOnlyListRefusedDrop);
    }

    private async Task<DatasetDetail> DetailAsync(DurableTaskClient client, string lineage, string datasetId, CancellationToken cancellationToken)
    {
        var report = await store.ReadJsonAsync<DatasetReport>(BlobPaths.Report(lineage, datasetId), cancellationToken);
        var status = await InstanceStatus.ReadAsync(client, InstanceIds.Dataset(lineage, datasetId), cancellationToken);
        return new DatasetDetail(report, status);
    }

    private static IActionResult? Refuse(string lineage, string datasetId) => ApiResult.RefuseLineage(lineage)
        ?? (ContentId.IsValid(datasetId) ? null : Unknown(lineage, "with that ID"));

    private static IActionResult Unknown(string lineage, string datasetId) => ApiResult.NotFound(
        $"Lineage '{lineage}' has no data set {datasetId}.", $"List its data sets with: finetune datasets --lineage {lineage}");
}
