using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Training;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Intake;
using FineTune.Functions.Starting;
using Microsoft.Extensions.Logging;

namespace FineTune.Functions.Triggers;

/// <summary>
/// Every night: starts the tune of each lineage with staged increments (unless it is tuned only when asked), and reconciles: a
/// drop without a report, or one that failed fewer than three times, is started. Blob triggers may miss; this does not.
/// </summary>
public sealed class NightlyTrigger(IBlobStore store, LineageDefaults defaults, TimeProvider time, ILogger<NightlyTrigger> logger)
{
    [Function(nameof(NightlyTrigger))]
    public async Task RunAsync(
        [TimerTrigger("%NightlySchedule%")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var failures = new List<Exception>();
        var lineages = await LineagesAsync(cancellationToken);
        var started = 0;
        await foreach (var item in store.ListAsync(BlobPaths.Datasets, "", cancellationToken))
        {
            await TryAsync(failures, item.Blob.Name, async () => started += await ReconcileAsync(client, item.Blob.Name, lineages, cancellationToken) ? 1 : 0);
        }

        foreach (var lineage in lineages)
        {
            await TryAsync(failures, lineage, () => TuneAsync(client, lineage, cancellationToken));
        }

        logger.LogInformation("The nightly run checked {Lineages} lineages and started {Drops} drops. Past due: {PastDue}.", lineages.Count, started, timer.IsPastDue);
        if (failures.Count > 0)
        {
            throw new AggregateException($"The nightly run could not check {failures.Count} drops or lineages; the log names them. All others were checked.", failures);
        }
    }

    /// <summary>Lineages that ever had a drop: owners may delete theirs while its increment waits for a run.</summary>
    private async Task<HashSet<string>> LineagesAsync(CancellationToken cancellationToken)
    {
        var lineages = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var item in store.ListAsync(BlobPaths.DatasetsIndex, "", cancellationToken))
        {
            if (item.Blob.Name.Split('/')[0] is var lineage && LineageName.IsValid(lineage))
            {
                lineages.Add(lineage);
            }
        }

        return lineages;
    }

    private async Task<bool> ReconcileAsync(DurableTaskClient client, string name, HashSet<string> lineages, CancellationToken cancellationToken)
    {
        if (DropPath.Parse(name) is not { } path)
        {
            return false;
        }

        var drops = new DropIntake(store, time);
        if (DropIntake.Explain(path.Lineage, path.Name) is { } reason)
        {
            await drops.RefuseAsync(name, reason, cancellationToken);
            return false;
        }

        lineages.Add(path.Lineage);
        var drop = await drops.IdentifyAsync(path.Lineage, path.Name, cancellationToken);
        return drop is not null && await drops.StartAsync(client, drop, droppedAgain: false, cancellationToken);
    }

    /// <summary>One drop or lineage that cannot be looked at does not keep the others waiting for another day.</summary>
    private async Task TryAsync(List<Exception> failures, string what, Func<Task> reconcile)
    {
        try
        {
            await reconcile();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.LogError(e, "The nightly run could not check {What}.", what);
            failures.Add(e);
        }
    }

    private async Task TuneAsync(DurableTaskClient client, string lineage, CancellationToken cancellationToken)
    {
        var staged = await store.ListPageAsync(BlobPaths.Increments, BlobPaths.StagedPrefix(lineage), 1, cancellationToken: cancellationToken);
        if (staged.Items.Count == 0)
        {
            return;
        }

        var (settings, error) = await LineageSettingsBlob.LoadAsync(store, defaults, lineage, cancellationToken);
        if (settings is null)
        {
            logger.LogWarning("Lineage {Lineage} was skipped: {Reason}", lineage, error);
        }
        else if (settings.Tune != TuneWhen.Manual)
        {
            await Starter.TuneAsync(client, lineage, cancellationToken);
        }
    }
}
