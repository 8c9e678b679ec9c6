using FineTune.Core.Generation;
using FineTune.Core.Generation.Rounds;
using FineTune.Core.Models;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Intake;
using FineTune.Functions.Orchestrations;

namespace FineTune.Functions.Activities.Generation;

/// <summary>What a generating window knows: the rows of the drop, and the tasks that the rounds before its own added.</summary>
internal static class WindowPool
{
    /// <summary>The state at the start of a round, the same for every window of the round.</summary>
    public static async Task<GenerationState> ReadAsync(IBlobStore store, WindowInput input, ITokenCounter tokens, CancellationToken cancellationToken)
    {
        var seeds = await SeedsAsync(store, input.Lineage, input.DatasetId, cancellationToken);
        var settings = input.Settings;
        var setup = new GenerationSetup(
            input.DatasetId, settings.Generation, settings.Models.AllTeachers, settings.Models.Trainer!.PricedAs ?? settings.Models.Trainer.Model, seeds, tokens);
        var state = new GenerationState(setup);
        for (var round = 0; round < input.Round; round++)
        {
            var tasks = new List<GeneratedTask>();
            await foreach (var task in store.ReadRowsAsync<GeneratedTask>(BlobPaths.Pool(input.Lineage, input.DatasetId, round), cancellationToken))
            {
                tasks.Add(task);
            }

            state.Restore(tasks);
        }

        return state;
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
