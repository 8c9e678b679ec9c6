using FineTune.Core.Storage;
using FineTune.Datasets.Formats;
using Microsoft.Extensions.Logging;

namespace FineTune.Functions.Triggers;

/// <summary>A file was dropped: identify its bytes and start the orchestration that owns them.</summary>
public sealed class DropTrigger(IBlobStore store, TimeProvider time, ILogger<DropTrigger> logger)
{
    [Function(nameof(DropTrigger))]
    public async Task RunAsync(
        [BlobTrigger("datasets/{lineage}/{name}", Source = BlobSource.Value, Connection = "DataStorage")] Stream content,
        string lineage, string name, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        await content.DisposeAsync();
        if (DropFormat.IsTemporary(name))
        {
            return;
        }

        var drops = new DropIntake(store, time);
        if (DropIntake.Explain(lineage, name) is { } reason)
        {
            logger.LogWarning("A drop was refused: {Reason}", reason);
            await drops.RefuseAsync($"{lineage}/{name}", reason, cancellationToken);
            return;
        }

        var drop = await drops.IdentifyAsync(lineage, name, cancellationToken);
        if (drop is null)
        {
            logger.LogWarning("The drop {Lineage}/{Name} was deleted before it could be read.", lineage, name);
            return;
        }

        var started = await drops.StartAsync(client, drop, droppedAgain: true, cancellationToken);
        logger.LogInformation(
            "The drop {Lineage}/{Name} is data set {DatasetId}: {Action}.", lineage, name, drop.DatasetId, started ? "started" : "already known");
    }
}
