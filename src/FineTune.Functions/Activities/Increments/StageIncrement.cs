using FineTune.Core.Storage;
using FineTune.Datasets.Increments;

namespace FineTune.Functions.Activities.Increments;

/// <summary>Marks an increment as waiting for a run. A marker that is there already stays as it is.</summary>
public sealed class StageIncrement(IBlobStore store)
{
    [Function(nameof(StageIncrement))]
    public Task RunAsync([ActivityTrigger] StageInput input, CancellationToken cancellationToken) => store.WriteJsonAsync(
        BlobPaths.Staged(input.Lineage, input.DatasetId),
        new StagedIncrement(input.DatasetId, input.Train, new DateTimeOffset(input.At, TimeSpan.Zero), null),
        WriteCondition.IfAbsent, cancellationToken: cancellationToken);
}

/// <summary>An increment to stage.</summary>
/// <param name="At">UTC.</param>
public sealed record StageInput(string Lineage, string DatasetId, long Train, DateTime At);
