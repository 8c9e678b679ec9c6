using FineTune.Functions.Contracts;

namespace FineTune.Functions.Api;

/// <summary>Reads the stage of an orchestration. A child reports the stage that it runs.</summary>
internal static class InstanceStatus
{
    /// <summary>A status leads to at most this many children.</summary>
    private const int MaxDepth = 4;

    /// <summary>Null when there is no such instance, or it has ended.</summary>
    public static async Task<StageStatus?> ReadAsync(DurableTaskClient client, string instanceId, CancellationToken cancellationToken)
    {
        StageStatus? status = null;
        for (var depth = 0; depth < MaxDepth; depth++)
        {
            var instance = await client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancellationToken);
            if (instance is null || (instance.IsCompleted && depth == 0))
            {
                return status;
            }

            status = instance.ReadCustomStatusAs<StageStatus>() is { } own ? Merge(status, own) : status ?? new StageStatus("starting");
            if (status.Child is not { } child || child == instanceId)
            {
                return status;
            }

            instanceId = child;
        }

        return status;
    }

    private static StageStatus Merge(StageStatus? parent, StageStatus own) => own with { RunId = own.RunId ?? parent?.RunId };
}
