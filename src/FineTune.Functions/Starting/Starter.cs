using FineTune.Datasets.Reports;
using FineTune.Functions.Contracts;
using FineTune.Functions.Contracts.Datasets;
using FineTune.Functions.Contracts.Runs;
using Grpc.Core;

namespace FineTune.Functions.Starting;

/// <summary>Starts orchestrations with fixed ids, tolerating that they run already.</summary>
internal static class Starter
{
    public static Task<bool> TuneAsync(DurableTaskClient client, string lineage, CancellationToken cancellationToken) =>
        StartAsync(client, OrchestratorNames.Tune, InstanceIds.Tune(lineage), new TuneInput(lineage), cancellationToken);

    public static Task<bool> DatasetAsync(DurableTaskClient client, DatasetInput drop, CancellationToken cancellationToken) =>
        StartAsync(client, OrchestratorNames.Dataset, InstanceIds.Dataset(drop.Lineage, drop.DatasetId), drop, cancellationToken);

    /// <summary>Whether a drop that already has this report is worth another start.</summary>
    public static bool IsDue(DatasetReport? report, bool droppedAgain) => report?.Outcome switch
    {
        null => true,
        DatasetOutcome.Accepted => false,
        DatasetOutcome.Refused => droppedAgain,
        _ => droppedAgain || report.Attempts < MaxAttempts,
    };

    /// <summary>How often the nightly run tries a drop that failed.</summary>
    private const int MaxAttempts = 3;

    /// <summary>True when this call started it. Looks first; a start that meets a running instance counts as done by the other.</summary>
    private static async Task<bool> StartAsync(
        DurableTaskClient client, string orchestrator, string instanceId, object input, CancellationToken cancellationToken)
    {
        var instance = await client.GetInstanceAsync(instanceId, cancellationToken);
        if (instance is { IsCompleted: false })
        {
            return false;
        }

        var options = new StartOrchestrationOptions(instanceId).WithDedupeStatuses(
            OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Suspended);
        try
        {
            await client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, options, cancellationToken);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists)
        {
            return false;
        }
    }
}
