using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Core.Storage;
using FineTune.Core.Storage.Scratch;
using FineTune.Datasets.Analysis;
using FineTune.Datasets.Legacy;
using FineTune.Datasets.Profiles;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Validation;
using FineTune.Functions.Contracts.Datasets;
using FineTune.Synthesis.Candidates;
using FineTune.Synthesis.Planning;
using FineTune.Synthesis.Rounds;

namespace FineTune.Functions.Activities.Intake;

/// <summary>
/// Joins the checked ranges: line numbers of the whole file, exact duplicates rejected, an index of the windows, a pool of
/// seeds, and the totals. Too few examples is a business refusal.
/// </summary>
public sealed class MergeValidation(IBlobStore store, ITokenCounter tokens, IPriceBook prices, TimeProvider time, IScratch scratch)
{
    public const int WindowRows = 50;
    public const int MaxSeeds = 200;

    [Function(nameof(MergeValidation))]
    public async Task<ValidationResult> RunAsync([ActivityTrigger] MergeInput input, CancellationToken cancellationToken)
    {
        var files = new ValidationFiles(input.Lineage, input.DatasetId);
        var (evaluation, missing) = await EvaluationSets.LoadAsync(store, input.Lineage, input.Decontamination, cancellationToken);
        if (missing is not null)
        {
            return new ValidationResult(0, missing);
        }

        using var guard = evaluation;
        await using var source = await store.OpenReadAsync(BlobPaths.Source(input.Lineage, input.DatasetId), cancellationToken: cancellationToken)
            ?? throw new InvalidOperationException($"{BlobPaths.Source(input.Lineage, input.DatasetId)} is gone. Drop the file again.");
        var legacy = await LegacyFindingsAsync(input, cancellationToken);
        using var earlier = await EarlierIncrements.ReadAsync(store, scratch, input.Lineage, input.DatasetId, cancellationToken);
        using var set = new SetAnalysis(scratch, earlier, evaluation);
        var seeds = new SeedPool(MaxSeeds, input.Seed);
        using var merge = new ValidationMerge(store, files, new ForwardReader(source.Content), set, new DropMerge(set, Profiler(input.Trainer)), seeds);
        foreach (var part in input.Parts.OrderBy(p => p.Range))
        {
            await merge.AddAsync(part, cancellationToken);
        }

        merge.AddFindings(legacy);
        var summary = await merge.CommitAsync(cancellationToken);
        await store.WriteJsonAsync(files.Summary, summary, cancellationToken: cancellationToken);
        if (DropPolicy.Refuse(summary.Totals) is { } refusal)
        {
            return new ValidationResult(summary.Totals.Valid, refusal);
        }

        await WriteSeedsAsync(files, seeds, cancellationToken);
        return new ValidationResult(summary.Totals.Valid, RefuseGeneration(input, seeds));
    }

    /// <summary>Why the lineage's methods cannot grow this drop, before a cent is spent; null when they can, or nothing is to be generated.</summary>
    private string? RefuseGeneration(MergeInput input, SeedPool seeds) => input is { Generation: { Enabled: true, MaxCandidates: > 0, PerExample: > 0 } generation, Teachers: { } teachers }
        ? MethodMix.Refuse(new GenerationSetup(input.DatasetId, generation, teachers, "", seeds.Chosen(), tokens))
        : null;

    private DatasetProfiler Profiler(ModelChoice? trainer) =>
        new(trainer is null ? null : TokenProbes.For(tokens, prices, trainer.PricedAs ?? trainer.Model, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)));

    /// <summary>What the classic checks say when the drop is a prompt/completion file.</summary>
    private async Task<IReadOnlyList<Finding>> LegacyFindingsAsync(MergeInput input, CancellationToken cancellationToken)
    {
        var blob = BlobPaths.Source(input.Lineage, input.DatasetId);
        var length = (await store.GetPropertiesAsync(blob, cancellationToken))?.Length ?? 0;
        return await LegacyFile.AnalyseAsync(OpenAsync, length, cancellationToken) ?? [];

        async Task<Stream> OpenAsync(CancellationToken token) =>
            (await store.OpenReadAsync(blob, cancellationToken: token))?.Content ?? throw new InvalidOperationException($"{blob} is gone. Drop the file again.");
    }

    private async Task WriteSeedsAsync(ValidationFiles files, SeedPool seeds, CancellationToken cancellationToken)
    {
        using var writer = new RowWriter(store, files.Seeds);
        foreach (var demonstration in seeds.Chosen())
        {
            await writer.WriteAsync(demonstration, cancellationToken);
        }

        await writer.CommitAsync(cancellationToken);
    }
}
