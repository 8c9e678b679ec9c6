using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Billing;
using FineTune.Functions.Activities.Evaluation;
using FineTune.Functions.Contracts.Runs;
using FineTune.Functions.Contracts.Training;
using FineTune.Training.Runs;
using Microsoft.Extensions.Logging;

namespace FineTune.Functions.Activities.Runs;

/// <summary>
/// Ends a run: settles its money, writes the outcome, releases its increments, and deletes what is no longer needed (uploaded
/// files; the deployment of a candidate that was not registered).
/// </summary>
public sealed class FinishRun(
    IBlobStore store, IAccount account, IModelEndpoints endpoints, IPriceBook prices, TimeProvider time, ILogger<FinishRun> logger)
{
    [Function(nameof(FinishRun))]
    public async Task RunAsync([ActivityTrigger] FinishInput input, CancellationToken cancellationToken)
    {
        var (plan, end) = (input.Plan, input.End);
        await RunBilling.SettleJobAsync(account, endpoints, prices, plan, end, cancellationToken);
        await SettleWindowsAsync(plan, cancellationToken);
        await CleanUpAsync(plan, end, cancellationToken);

        var cost = (await account.GetAsync(plan.Lineage, plan.Month, cancellationToken)).SpentBy(plan.RunId);
        var outcome = new RunOutcome(
            plan.Lineage, plan.RunId, end.State, end.Reason, end.Version, end.JobId, end.Model, end.TrainedTokens, cost, end.Evaluation,
            plan.StartedAt, time.GetUtcNow());
        var blob = BlobPaths.RunOutcome(plan.Lineage, plan.RunId);
        if (await store.WriteJsonAsync(blob, outcome, WriteCondition.IfAbsent, cancellationToken: cancellationToken) is null)
        {
            outcome = (await store.ReadJsonAsync<RunOutcome>(blob, cancellationToken))!;
        }

        var summary = new RunSummary(
            plan.RunId, outcome.State, "done", plan.Strategy, plan.ParentVersion, outcome.Version, plan.Rows.Train, outcome.CostUsd,
            plan.StartedAt, outcome.EndedAt);
        await RunMarker.WriteAsync(store, plan, summary, cancellationToken);
        foreach (var increment in plan.Increments)
        {
            await store.DeleteAsync(BlobPaths.Staged(plan.Lineage, increment), cancellationToken);
        }
    }

    /// <summary>Windows that were interrupted for good hold reservations: what their rows cost is booked, the rest returned.</summary>
    private async Task SettleWindowsAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        foreach (var window in EvaluationWindows.Plan(plan))
        {
            decimal spent = 0;
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var blob = BlobPaths.RunWindow(plan.Lineage, plan.RunId, window.Number);
            await foreach (var row in store.ReadRowsAsync<FineTune.Training.Evaluation.EvaluatedRow>(blob, cancellationToken))
            {
                spent += seen.Add(row.Id) ? row.Usage.PriceUsd : 0;
            }

            await account.SettleAsync(plan.Lineage, plan.Month, Reservations.Evaluate(plan.RunId, window.Number), spent, cancellationToken);
        }
    }

    /// <summary>Each left-over by itself: a provider that does not answer now keeps neither the others nor the run from ending.</summary>
    private async Task CleanUpAsync(RunPlan plan, RunEnd end, CancellationToken cancellationToken)
    {
        var deployer = endpoints.GetDeployer(plan.Endpoint);
        if (deployer.NeedsDeployment && end.State is not (RunState.Registered or RunState.Held))
        {
            await TryAsync(plan, () => deployer.DeleteAsync(end.Deployment ?? plan.Suffix, cancellationToken));
        }

        var service = endpoints.GetFineTuning(plan.Endpoint);
        foreach (var kind in new[] { "train", "validation" })
        {
            if (await store.ReadJsonAsync<RunFile>(RunFile.Of(plan, kind), cancellationToken) is { } file)
            {
                await TryAsync(plan, () => service.DeleteFileAsync(file.FileId, cancellationToken));
            }
        }
    }

    private async Task TryAsync(RunPlan plan, Func<Task> delete)
    {
        try
        {
            await delete();
        }
        catch (ProviderException e)
        {
            logger.LogWarning("Files or deployments of run {RunId} could not be removed from endpoint {Endpoint}: {Reason}", plan.RunId, plan.Endpoint, e.Message);
        }
    }
}
