using FineTune.Core.Lineages;
using FineTune.Core.Storage;
using FineTune.Functions.Activities;
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
        var lineages = new HashSet<string>(StringComparer.Ordinal);
        var drops = new DropIntake(store, time);
        var started = 0;
        await foreach (var item in store.ListAsync(BlobPaths.Datasets, "", cancellationToken))
        {
            if (DropPath.Parse(item.Blob.Name) is not { } path)
            {
                continue;
            }

            if (!LineageName.IsValid(path.Lineage))
            {
                await drops.RefuseAsync(item.Blob.Name, LineageName.Explain(path.Lineage), cancellationToken);
                continue;
            }

            lineages.Add(path.Lineage);
            var drop = await drops.IdentifyAsync(path.Lineage, path.Name, cancellationToken);
            started += drop is not null && await drops.StartAsync(client, drop, droppedAgain: false, cancellationToken) ? 1 : 0;
        }

        foreach (var lineage in lineages)
        {
            await TuneAsync(client, lineage, cancellationToken);
        }

        logger.LogInformation("The nightly run looked at {Lineages} lineages and started {Drops} drops. Past due: {PastDue}.", lineages.Count, started, timer.IsPastDue);
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
            logger.LogWarning("Lineage {Lineage} was left out: {Reason}", lineage, error);
        }
        else if (settings.Tune != TuneWhen.Manual)
        {
            await Starter.TuneAsync(client, lineage, cancellationToken);
        }
    }
}
