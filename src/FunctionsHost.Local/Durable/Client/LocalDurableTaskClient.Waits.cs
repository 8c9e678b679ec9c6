using DurableTask.Core;
using Microsoft.DurableTask.Client;

namespace FunctionsHost.Local.Durable.Client;

internal sealed partial class LocalDurableTaskClient
{
    private static readonly TimeSpan s_longWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_firstLook = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(500);

    public override async Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        var state = await PollAsync(instanceId, found => found.OrchestrationStatus != OrchestrationStatus.Pending, s_longestPause,
            cancellation);
        return ToMetadata(state, getInputsAndOutputs);
    }

    public override async Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        if (backend.PollInterval is { } pause)
            return ToMetadata(await PollAsync(instanceId, IsFinished, pause, cancellation), getInputsAndOutputs);

        var state = await FindAsync(instanceId) ?? throw NotFound(instanceId);
        while (!IsFinished(state))
        {
            cancellation.ThrowIfCancellationRequested();
            state = await backend.Client.WaitForOrchestrationAsync(instanceId, null, s_longWait, cancellation) ?? state;
        }

        return ToMetadata(state, getInputsAndOutputs);
    }

    /// <summary>In real time: what is waited for happens on other threads or machines, whatever clock orchestrations run on.</summary>
    private async Task<OrchestrationState> PollAsync(
        string instanceId, Func<OrchestrationState, bool> reached, TimeSpan longestPause, CancellationToken cancellation)
    {
        for (var pause = s_firstLook; ; pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, longestPause.Ticks)))
        {
            var state = await FindAsync(instanceId) ?? throw NotFound(instanceId);
            if (reached(state)) return state;
            await Task.Delay(pause, cancellation);
        }
    }
}
