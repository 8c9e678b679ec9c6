using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Core.Registry;
using FineTune.Core.Storage;
using FineTune.Datasets.Increments;
using FineTune.Functions.Activities.Billing;
using FineTune.Functions.Activities.Intake;
using FineTune.Functions.Activities.Registering;
using FineTune.Functions.Contracts.Runs;
using FineTune.Training.Runs;

namespace FineTune.Functions.Activities.Runs;

/// <summary>
/// Takes the staged increments of a lineage and decides once what their run does. A run that was planned before and has not
/// ended is taken up again; the same work is the same run.
/// </summary>
public sealed class PlanRun(
    IBlobStore store, IModelRegistry registry, IModelEndpoints endpoints, IPriceBook prices, ITokenCounter tokens, LineageDefaults defaults)
{
    [Function(nameof(PlanRun))]
    public async Task<PlanResult> RunAsync([ActivityTrigger] PlanInput input, CancellationToken cancellationToken)
    {
        var staged = await ReadStagedAsync(input.Lineage, cancellationToken);
        if (staged.Find(increment => increment.TakenBy is not null) is { TakenBy: { } runId })
        {
            var plan = await store.ReadJsonAsync<RunPlan>(BlobPaths.RunPlan(input.Lineage, runId), cancellationToken)
                ?? throw new InvalidOperationException($"{BlobPaths.RunPlan(input.Lineage, runId)} is gone, although increments of '{input.Lineage}' are in that run.");
            await RunMarker.WriteAsync(store, plan, RunState.Running, "plan", cancellationToken);
            return new PlanResult(plan, null);
        }

        return staged.Count == 0 ? new PlanResult(null, null) : await PlanAsync(input, staged, cancellationToken);
    }

    private async Task<List<StagedIncrement>> ReadStagedAsync(string lineage, CancellationToken cancellationToken)
    {
        var staged = new List<StagedIncrement>();
        await foreach (var item in store.ListAsync(BlobPaths.Increments, BlobPaths.StagedPrefix(lineage), cancellationToken))
        {
            if (await store.ReadJsonAsync<StagedIncrement>(item.Blob, cancellationToken) is not { } increment)
            {
                continue;
            }

            if (increment.TakenBy is { } run && await HasEndedAsync(lineage, run, cancellationToken))
            {
                // The run's outcome was written, but its end was interrupted before it let go of this increment.
                await store.DeleteAsync(item.Blob, cancellationToken);
                continue;
            }

            staged.Add(increment);
        }

        return staged;
    }

    private async Task<PlanResult> PlanAsync(PlanInput input, List<StagedIncrement> staged, CancellationToken cancellationToken)
    {
        var (settings, error) = await LineageSettingsBlob.LoadAsync(store, defaults, input.Lineage, cancellationToken);
        if (settings is null)
        {
            return new PlanResult(null, error);
        }

        var trainer = settings.Models.Trainer!;
        var (price, refusal) = CallPricing.Find(prices, endpoints.Describe(trainer.Endpoint), trainer);
        if (price is null)
        {
            return new PlanResult(null, refusal);
        }

        var versions = await registry.ListAsync(input.Lineage, cancellationToken);
        var champion = await registry.ResolveAsync(input.Lineage, Aliases.Champion, cancellationToken);
        var ancestry = Ancestry.Of(versions, champion);
        var material = await RunMaterial.ReadAsync(
            store, input.Lineage, [.. staged.Select(s => s.DatasetId).Order(StringComparer.Ordinal)], ancestry, cancellationToken);
        var plan = await NextPlanAsync(attempt => RunPlanner.Plan(input, settings, price, ancestry, material, attempt), cancellationToken);
        plan = await material.WriteAsync(store, tokens, plan, settings.Replay, price, cancellationToken);

        var blob = BlobPaths.RunPlan(input.Lineage, plan.RunId);
        if (await store.WriteJsonAsync(blob, plan, WriteCondition.IfAbsent, cancellationToken: cancellationToken) is null)
        {
            plan = (await store.ReadJsonAsync<RunPlan>(blob, cancellationToken))!;
        }

        foreach (var increment in staged)
        {
            await store.WriteJsonAsync(
                BlobPaths.Staged(input.Lineage, increment.DatasetId), increment with { TakenBy = plan.RunId }, cancellationToken: cancellationToken);
        }

        await RunMarker.WriteAsync(store, plan, RunState.Running, "plan", cancellationToken);
        return new PlanResult(plan, null);
    }

    /// <summary>The first plan whose run has not ended yet.</summary>
    private async Task<RunPlan> NextPlanAsync(Func<int, RunPlan> plan, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var next = plan(attempt);
            if (!await HasEndedAsync(next.Lineage, next.RunId, cancellationToken))
            {
                return next;
            }
        }
    }

    private async Task<bool> HasEndedAsync(string lineage, string runId, CancellationToken cancellationToken) =>
        await store.GetPropertiesAsync(BlobPaths.RunOutcome(lineage, runId), cancellationToken) is not null;
}
