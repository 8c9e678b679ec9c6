using System.Globalization;
using FineTune.Core;
using FineTune.Core.Storage;
using FineTune.Functions.Api.Models;
using FineTune.Functions.Contracts;
using FineTune.Functions.Starting;
using FineTune.Training.Evaluation;
using FineTune.Training.Runs;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace FineTune.Functions.Api;

/// <summary>The runs of a lineage.</summary>
public sealed class RunsApi(IBlobStore store)
{
    private const int MaxPage = 100;

    [Function("ListRuns")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/lineages/{lineage}/runs")] HttpRequest request,
        string lineage, CancellationToken cancellationToken)
    {
        if (ApiResult.RefuseLineage(lineage) is { } refusal)
        {
            return refusal;
        }

        var take = int.TryParse(request.Query["take"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, MaxPage) : 20;
        string? after = request.Query["after"];
        var page = await store.ListPageAsync(BlobPaths.RunsIndex, lineage + "/", take, string.IsNullOrEmpty(after) ? null : after, cancellationToken);
        var runs = page.Items.Select(item => RunSummaryMetadata.FromMetadata(item.Properties.Metadata)).OfType<RunSummary>().ToList();
        return ApiResult.Ok(new RunPage(runs, page.Continuation), ApiJson.Default.RunPage);
    }

    [Function("GetRun")]
    public async Task<IActionResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/lineages/{lineage}/runs/{runId}")] HttpRequest request,
        string lineage, string runId, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        if (await PlanAsync(lineage, runId, cancellationToken) is not { } plan)
        {
            return Unknown(lineage);
        }

        var outcome = await store.ReadJsonAsync<RunOutcome>(BlobPaths.RunOutcome(lineage, runId), cancellationToken);
        var evaluation = await store.ReadJsonAsync<EvaluationReport>(BlobPaths.RunEvaluation(lineage, runId), cancellationToken);
        var status = outcome is null ? await InstanceStatus.ReadAsync(client, InstanceIds.Tune(lineage), cancellationToken) : null;
        return ApiResult.Ok(new RunDetail(plan, outcome, evaluation, status?.RunId == runId ? status : null), ApiJson.Default.RunDetail);
    }

    [Function("ApproveRun")]
    public async Task<IActionResult> ApproveAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/lineages/{lineage}/runs/{runId}/approve")] HttpRequest request,
        string lineage, string runId, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var (decision, refusal) = await ApiResult.ReadAsync(request, ApiJson.Default.ApprovalDecision, cancellationToken);
        return refusal ?? await RaiseAsync(client, lineage, runId, InstanceIds.ApprovalEvent(runId), decision!, "approval", cancellationToken);
    }

    [Function("CancelRun")]
    public async Task<IActionResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/lineages/{lineage}/runs/{runId}/cancel")] HttpRequest request,
        string lineage, string runId, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var (cancel, refusal) = await ApiResult.ReadAsync(request, ApiJson.Default.CancelRequest, cancellationToken);
        return refusal ?? await RaiseAsync(client, lineage, runId, InstanceIds.CancelEvent(runId), cancel!, null, cancellationToken);
    }

    /// <summary>Looks before it raises; whatever the engine answers then, the caller gets 404 or 409.</summary>
    private async Task<IActionResult> RaiseAsync(
        DurableTaskClient client, string lineage, string runId, string eventName, object payload, string? stage, CancellationToken cancellationToken)
    {
        if (await PlanAsync(lineage, runId, cancellationToken) is null)
        {
            return Unknown(lineage);
        }

        var status = await InstanceStatus.ReadAsync(client, InstanceIds.Tune(lineage), cancellationToken);
        var broken = status is null && stage is null
            && await store.GetPropertiesAsync(BlobPaths.RunOutcome(lineage, runId), cancellationToken) is null;
        if (!broken && !Hears(status, runId, stage))
        {
            return Over(runId);
        }

        try
        {
            if (broken)
            {
                // A run that broke down has no instance that could hear; a new one takes it up and finds the request.
                await Starter.TuneAsync(client, lineage, cancellationToken);
            }

            await client.RaiseEventAsync(InstanceIds.Tune(lineage), eventName, payload, cancellationToken);
            return ApiResult.Accepted(InstanceIds.Tune(lineage));
        }
        catch (RpcException)
        {
            return Over(runId);
        }
    }

    private static bool Hears(StageStatus? status, string runId, string? stage) =>
        status?.RunId == runId && (stage is null ? status.Stage is not ("register" or "finish") : status.Stage == stage);

    private async Task<RunPlan?> PlanAsync(string lineage, string runId, CancellationToken cancellationToken) =>
        ApiResult.RefuseLineage(lineage) is null && ContentId.IsValid(runId)
            ? await store.ReadJsonAsync<RunPlan>(BlobPaths.RunPlan(lineage, runId), cancellationToken)
            : null;

    private static IActionResult Unknown(string lineage) => ApiResult.NotFound(
        "There is no such run.", $"List the runs with: finetune runs --lineage {lineage}");

    private static IActionResult Over(string runId) => ApiResult.Error(
        StatusCodes.Status409Conflict, $"Run {runId} cannot accept this now: it has ended or is at another stage.", "Check the run's state and try again.");
}
