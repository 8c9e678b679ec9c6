using System.Text.Json;
using FineTune.Core;
using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Examples;
using FineTune.Core.Lineages.Training;
using FineTune.Core.Models;
using FineTune.Core.Storage;
using FineTune.Datasets.Increments;
using FineTune.Functions.Activities.Registering;
using FineTune.Synthesis.Estimates;
using FineTune.Training.Replay;
using FineTune.Training.Runs;

namespace FineTune.Functions.Activities.Runs;

/// <summary>The increments of a run: the new ones, and the earlier ones for replay and retention.</summary>
internal sealed class RunMaterial(IReadOnlyList<IncrementManifest> fresh, IReadOnlyList<IncrementManifest> earlier)
{
    public IReadOnlyList<IncrementManifest> Fresh { get; } = fresh;

    public IReadOnlyList<IncrementManifest> Earlier { get; } = earlier;

    public static async Task<RunMaterial> ReadAsync(
        IBlobStore store, string lineage, IReadOnlyList<string> staged, Ancestry ancestry, CancellationToken cancellationToken)
    {
        var fresh = await ReadAsync(store, lineage, staged, cancellationToken);
        return new RunMaterial(fresh, await ReadAsync(store, lineage, ancestry.Increments.Except(staged), cancellationToken));
    }

    /// <summary>Writes the run's training and validation files and completes the plan with their counts, tokens and price.</summary>
    public async Task<RunPlan> WriteAsync(
        IBlobStore store, ITokenCounter tokens, RunPlan plan, ReplaySettings replay, ModelPrice price, CancellationToken cancellationToken)
    {
        using var train = new RowWriter(store, BlobPaths.RunTrain(plan.Lineage, plan.RunId));
        var whole = plan.Strategy == TrainingStrategy.Retrain ? [.. Earlier, .. Fresh] : Fresh;
        foreach (var increment in whole)
        {
            await CopyAsync(store, BlobPaths.Train(plan.Lineage, increment.DatasetId), train, null, cancellationToken);
        }

        var tokensPerEpoch = whole.Sum(increment => increment.TrainTokens);
        var replayed = 0;
        if (plan.Strategy == TrainingStrategy.Continue)
        {
            var sources = Earlier.Select(e => new ReplaySource(e.DatasetId, (int)e.Counts.Train)).ToList();
            var takes = ReplayPolicy.Allocate((int)train.Rows, replay.Share, sources);
            for (var i = 0; i < sources.Count; i++)
            {
                var picks = ReplayPolicy.Picks(sources[i].DatasetId, sources[i].Rows, takes[i], replay.Seed).ToHashSet();
                foreach (var line in await CopyAsync(store, BlobPaths.Train(plan.Lineage, sources[i].DatasetId), train, picks, cancellationToken))
                {
                    tokensPerEpoch += tokens.Count(plan.RootModel, line);
                    replayed++;
                }
            }
        }

        await train.CommitAsync(cancellationToken);
        var validation = await WriteValidationAsync(store, plan, cancellationToken);
        var epochs = plan.Hyperparameters.Epochs ?? EpochPolicy.Estimate((int)train.Rows);
        return plan with
        {
            Rows = plan.Rows with { Train = (int)train.Rows, Replayed = replayed, Validation = validation },
            TrainTokens = tokensPerEpoch,
            Epochs = epochs,
            Hyperparameters = plan.Hyperparameters with { Epochs = epochs },
            MaxPriceUsd = TrainingPrice.WorstCase(tokensPerEpoch, epochs, price),
        };
    }

    private async Task<int> WriteValidationAsync(IBlobStore store, RunPlan plan, CancellationToken cancellationToken)
    {
        using var validation = new RowWriter(store, BlobPaths.RunValidation(plan.Lineage, plan.RunId));
        foreach (var increment in Fresh)
        {
            await CopyAsync(store, BlobPaths.Validation(plan.Lineage, increment.DatasetId), validation, null, cancellationToken);
        }

        await validation.CommitAsync(cancellationToken);
        return (int)validation.Rows;
    }

    /// <summary>Copies all rows, or the picked ones; returns the picked ones.</summary>
    private static async Task<List<ChatExample>> CopyAsync(
        IBlobStore store, BlobRef from, RowWriter to, HashSet<int>? picks, CancellationToken cancellationToken)
    {
        var picked = new List<ChatExample>();
        var number = 0;
        await foreach (var row in store.ReadRowsAsync<JsonElement>(from, cancellationToken))
        {
            if (picks is null || picks.Contains(number))
            {
                var example = row.Deserialize<ChatExample>(FineTuneJson.Options)!;
                await to.WriteLineAsync(ExampleJson.ToTrainingLine(example), cancellationToken);
                if (picks is not null)
                {
                    picked.Add(example);
                }
            }

            number++;
        }

        return picked;
    }

    private static async Task<List<IncrementManifest>> ReadAsync(
        IBlobStore store, string lineage, IEnumerable<string> datasets, CancellationToken cancellationToken)
    {
        var manifests = new List<IncrementManifest>();
        foreach (var dataset in datasets)
        {
            manifests.Add(await store.ReadJsonAsync<IncrementManifest>(BlobPaths.Manifest(lineage, dataset), cancellationToken)
                ?? throw new InvalidOperationException($"{BlobPaths.Manifest(lineage, dataset)} is gone. Restore it, or drop the file again."));
        }

        return manifests;
    }
}
