using FineTune.Core.Storage;
using FineTune.Functions.Contracts.Runs;

namespace FineTune.Functions.Activities.Runs;

/// <summary>Shows in the list of runs that a run has reached a stage that can last for days.</summary>
public sealed class MarkRun(IBlobStore store)
{
    [Function(nameof(MarkRun))]
    public Task RunAsync([ActivityTrigger] MarkInput input, CancellationToken cancellationToken) =>
        RunMarker.WriteAsync(store, input.Plan, input.State, input.Stage, cancellationToken);
}
