using FineTune.Core.Storage;
using FineTune.Datasets.Increments;
using FineTune.Functions.Contracts.Runs;
using FineTune.Functions.Starting;

namespace FineTune.Functions.Activities.Runs;

/// <summary>Says whether a run has taken a staged increment; starts the lineage's tune when none is alive.</summary>
public sealed class EnsureRun(IBlobStore store)
{
    [Function(nameof(EnsureRun))]
    public async Task<bool> RunAsync(
        [ActivityTrigger] EnsureRunInput input, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var staged = await store.ReadJsonAsync<StagedIncrement>(BlobPaths.Staged(input.Lineage, input.DatasetId), cancellationToken);
        if (staged is null || staged.TakenBy is not null)
        {
            return true;
        }

        await Starter.TuneAsync(client, input.Lineage, cancellationToken);
        return false;
    }
}
