using FineTune.Core.Storage;
using FineTune.Training.Runs;

namespace FineTune.Functions.Activities.Runs;

/// <summary>Keeps the small marker by which a run is listed.</summary>
internal static class RunMarker
{
    public static Task WriteAsync(IBlobStore store, RunPlan plan, RunState state, string stage, CancellationToken cancellationToken) =>
        WriteAsync(store, plan, new RunSummary(
            plan.RunId, state, stage, plan.Strategy, plan.ParentVersion, null, plan.Rows.Train, 0, plan.StartedAt, null), cancellationToken);

    public static Task WriteAsync(IBlobStore store, RunPlan plan, RunSummary summary, CancellationToken cancellationToken) => store.WriteJsonAsync(
        BlobPaths.RunMarker(plan.Lineage, plan.RunId, plan.StartedAt), summary,
        metadata: RunSummaryMetadata.ToMetadata(summary), cancellationToken: cancellationToken);
}
