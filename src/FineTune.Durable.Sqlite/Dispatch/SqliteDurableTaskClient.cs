using FineTune.Durable.Client;
using FineTune.Durable.Core.Exceptions;
using FineTune.Durable.Sqlite.Execution;
using FineTune.Durable.Sqlite.History;
using FineTune.Durable.Sqlite.Storage;
using Grpc.Core;

namespace FineTune.Durable.Sqlite.Dispatch;

/// <summary>The client of the embedded engine. A call that changes something returns when the change is durable.</summary>
internal sealed partial class SqliteDurableTaskClient(
    SqliteDatabase database,
    Payloads payloads,
    string defaultVersion,
    TimeProvider clock,
    InstanceWaiters waiters,
    Action<Delivery> deliver,
    TimerQueue timers) : DurableTaskClient("local")
{
    private enum SignalResult
    {
        Accepted,
        NotFound,
        NotRunning,
    }

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName,
        object? input = null,
        StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        string id = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        InstanceIds.Validate(id);
        OrchestrationRuntimeStatus[] dedupe = [.. (options?.DedupeStatuses ?? []).Select(Enum.Parse<OrchestrationRuntimeStatus>)];
        var instance = new NewInstance(
            id,
            orchestratorName.Name,
            options?.Version?.Version ?? defaultVersion,
            payloads.Serialize(input, $"the input of orchestration '{orchestratorName}'"),
            HistoryJson.WriteTags(options?.Tags),
            StartAt: options?.StartAt?.UtcDateTime);

        StartedInstance? started = await database.WriteAsync(
            session => InstanceStarter.TryStart(session, instance, clock.GetUtcNow().UtcDateTime, dedupe), Started);
        return started is null ? throw new OrchestrationAlreadyExistsException(Texts.AlreadyExists(id)) : id;
    }

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        string? payload = payloads.Serialize(eventPayload, $"the payload of event '{eventName}'");
        return SignalAsync(instanceId, new EventRaised(eventName, payload), cancellation);
    }

    public override Task TerminateInstanceAsync(string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        string? output = payloads.Serialize(options?.Output, "the output of a termination");
        return SignalAsync(instanceId, new ExecutionTerminated(output, options?.Recursive ?? false), cancellation);
    }

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SignalAsync(instanceId, new ExecutionSuspended(reason), cancellation);

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        SignalAsync(instanceId, new ExecutionResumed(reason), cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, metadata => metadata.RuntimeStatus != OrchestrationRuntimeStatus.Pending, getInputsAndOutputs, cancellation);

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) =>
        WaitAsync(instanceId, metadata => metadata.IsCompleted, getInputsAndOutputs, cancellation);

    /// <summary>The engine owns what the client uses.</summary>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Started(StartedInstance? started)
    {
        if (started is { Start: { } message })
            deliver(new Delivery(started.Key, message));
        else if (started is { Due: { } due })
            timers.Add(started.Key, 1, TimerQueue.StartTimer, due);
    }

    private async Task SignalAsync(string instanceId, HistoryEvent signal, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        (SignalResult result, _) = await database.WriteAsync(
            session => Signal(session, instanceId, signal),
            written =>
            {
                if (written.Delivery is { } delivery)
                    deliver(delivery);
            });
        switch (result)
        {
            case SignalResult.NotFound:
                throw NotFound(instanceId);
            case SignalResult.NotRunning:
                throw new RpcException(new Status(StatusCode.FailedPrecondition, Texts.NotRunning));
        }
    }

    private static (SignalResult Result, Delivery? Delivery) Signal(SqlSession session, string instanceId, HistoryEvent signal)
    {
        if (InstanceTable.Find(session, instanceId) is not { } row)
            return (SignalResult.NotFound, null);
        if (!row.IsOpen)
            return (SignalResult.NotRunning, null);
        long seq = PendingWork.AddMessage(session, row.Key, 0, signal);
        return (SignalResult.Accepted, new Delivery(row.Key, new Message(signal, 0, seq)));
    }

    private async Task<OrchestrationMetadata> WaitAsync(
        string instanceId, Func<OrchestrationMetadata, bool> reached, bool payloadsToo, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        Task? change = null;
        while (true)
        {
            OrchestrationMetadata metadata = ReadUnlessStopped(instanceId, payloadsToo) ?? throw NotFound(instanceId);
            if (reached(metadata))
                return metadata;
            if (change is not null)
                await change.WaitAsync(cancellation);

            // Taken before the next look, so that no change falls between.
            change = change is { IsCompleted: false } ? change : waiters.NextChange(instanceId);
        }
    }

    private OrchestrationMetadata? ReadUnlessStopped(string instanceId, bool payloadsToo)
    {
        try
        {
            return Read(instanceId, payloadsToo);
        }
        catch (InvalidOperationException) when (waiters.IsStopped)
        {
            throw InstanceWaiters.Stopped();
        }
    }

    private static RpcException NotFound(string instanceId) => new(new Status(StatusCode.NotFound, Texts.NotFound(instanceId)));
}
