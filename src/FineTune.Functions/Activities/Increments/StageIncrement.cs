using FineTune.Core.Storage;
using FineTune.Datasets.Increments;
using FineTune.Functions.Contracts.Datasets;

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
