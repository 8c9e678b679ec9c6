using FineTune.Core.Storage;
using FineTune.Datasets.Validation;
using FineTune.Functions.Contracts.Datasets;

namespace FineTune.Functions.Activities.Increments;

/// <summary>
/// Makes the increment out of the judged rows: train, validation and retention files, what was rejected or left unscored, and a
/// manifest whose counts add up. The same rows give the same bytes.
/// </summary>
public sealed class AssembleIncrement(IBlobStore store)
{
    [Function(nameof(AssembleIncrement))]
    public async Task<AssembleResult> RunAsync([ActivityTrigger] AssembleInput input, CancellationToken cancellationToken)
    {
        var draft = await IncrementDraft.ReadAsync(store, input, cancellationToken);
        using var files = new IncrementFiles(store, input.Lineage, input.DatasetId);
        await files.WriteAsync(draft, cancellationToken);
        var manifest = await files.CommitAsync(draft, cancellationToken);
        if (manifest.Counts.Problems().FirstOrDefault() is { } problem)
        {
            throw new InvalidOperationException($"The counts of {input.Lineage}/{input.DatasetId} do not add up: {problem}");
        }

        await store.WriteJsonAsync(BlobPaths.Manifest(input.Lineage, input.DatasetId), manifest, cancellationToken: cancellationToken);
        var counts = manifest.Counts;
        return new AssembleResult(counts.Train, counts.Train >= DropPolicy.MinimumExamples ? null
            : $"Only {counts.Accepted} of {counts.Valid} valid lines and {counts.Candidates} candidates were accepted, which leaves {counts.Train} for training; "
              + $"a job needs {DropPolicy.MinimumExamples}. {counts.RejectedByJudges} were below the judges' threshold of {input.Settings.Judging.Threshold}, "
              + $"{counts.Unscored} could not be scored. See rejected.jsonl and unscored.jsonl.");
    }
}
