using FineTune.Core.Models;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Intake;
using FineTune.Functions.Contracts.Synthesis;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Rounds;

namespace FineTune.Functions.Activities.Generation;

/// <summary>What a generating window knows: the rows of the drop, and the tasks that the rounds before its own added.</summary>
internal static class WindowPool
{
    /// <summary>The state at the start of a round, the same for every window of the round, each its own to continue with.</summary>
    public static async Task<GenerationState> ReadAsync(IBlobStore store, WindowInput input, ITokenCounter tokens, CancellationToken cancellationToken)
    {
        var settings = input.Settings;
        var setup = new GenerationSetup(
            input.DatasetId, settings.Generation, settings.Models.AllTeachers, settings.Models.Trainer!.PricedAs ?? settings.Models.Trainer.Model, [], tokens);
        var mark = await MarkAsync(store, input, cancellationToken);
        var start = await FrozenPools.Of(store).GetAsync(mark, () => ReadAsync(store, input, setup, cancellationToken), cancellationToken);
        return start.Fork(setup with { Seeds = start.Setup.Seeds });
    }

    private static async Task<GenerationState> ReadAsync(IBlobStore store, WindowInput input, GenerationSetup setup, CancellationToken cancellationToken)
    {
        var state = new GenerationState(setup with { Seeds = await SeedsAsync(store, input.Lineage, input.DatasetId, cancellationToken) });
        for (var round = 0; round < input.Round; round++)
        {
            await foreach (var task in store.ReadRowsAsync<GeneratedTask>(BlobPaths.Pool(input.Lineage, input.DatasetId, round), cancellationToken))
            {
                state.Restore(task);
            }
        }

        return state;
    }

    private static async Task<PoolMark> MarkAsync(IBlobStore store, WindowInput input, CancellationToken cancellationToken)
    {
        var seeds = await store.GetPropertiesAsync(new ValidationFiles(input.Lineage, input.DatasetId).Seeds, cancellationToken);
        var pool = input.Round == 0 ? null : await store.GetPropertiesAsync(BlobPaths.Pool(input.Lineage, input.DatasetId, input.Round - 1), cancellationToken);
        return new PoolMark(input.Lineage, input.DatasetId, input.Round, seeds?.ETag, pool?.ETag);
    }

    public static async Task<List<Demonstration>> SeedsAsync(IBlobStore store, string lineage, string datasetId, CancellationToken cancellationToken)
    {
        var seeds = new List<Demonstration>();
        await foreach (var demonstration in store.ReadRowsAsync<Demonstration>(new ValidationFiles(lineage, datasetId).Seeds, cancellationToken))
        {
            seeds.Add(demonstration);
        }

        return seeds;
    }
}
