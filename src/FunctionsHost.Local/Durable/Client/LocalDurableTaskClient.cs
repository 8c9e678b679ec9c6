using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using DurableTask.Core.Tracing;
using FunctionsHost.Local.Durable.Payloads;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Activity = System.Diagnostics.Activity;

namespace FunctionsHost.Local.Durable.Client;

/// <summary>
/// The client that functions get, over any backend. It answers as the client inside Azure Functions does: signals to unknown or
/// finished instances throw <see cref="RpcException"/>, ids of live instances cannot be started again.
/// </summary>
internal sealed partial class LocalDurableTaskClient(
    DurableBackend backend, PayloadLimits payloads, string? defaultVersion, TimeProvider timeProvider) : DurableTaskClient("local")
{
    private const string NotRunning = "The orchestration instance with the provided instance id is not running.";

    private static readonly OrchestrationStatus[] s_alive =
        [OrchestrationStatus.Pending, OrchestrationStatus.Running, OrchestrationStatus.Suspended, OrchestrationStatus.ContinuedAsNew];

    public override async Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentException.ThrowIfNullOrEmpty(orchestratorName.Name, nameof(orchestratorName));
        var id = options?.InstanceId ?? Guid.NewGuid().ToString("N");
        InstanceIds.Validate(id);
        var start = new ExecutionStartedEvent(-1, payloads.Serialize(input, $"the input of orchestration '{orchestratorName}'"))
        {
            Name = orchestratorName.Name,
            Version = options?.Version?.Version ?? defaultVersion ?? "",
            OrchestrationInstance = new OrchestrationInstance { InstanceId = id, ExecutionId = Guid.NewGuid().ToString("N") },
            ScheduledStartTime = options?.StartAt?.UtcDateTime,
            Tags = options?.Tags is { Count: > 0 } tags ? new Dictionary<string, string>(tags) : null,
            ParentTraceContext = Activity.Current is { Id: { } trace } activity
                ? new DistributedTraceContext(trace, activity.TraceStateString) : null,
        };
        try
        {
            await backend.Client.CreateTaskOrchestrationAsync(Message(id, start), Dedupe(options));
            return id;
        }
        catch (OrchestrationAlreadyExistsException error)
        {
            throw new OrchestrationAlreadyExistsException($"An Orchestration instance with the ID {id} already exists.", error);
        }
    }

    public override async Task RaiseEventAsync(
        string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        var payload = payloads.Serialize(eventPayload, $"the payload of event '{eventName}'");
        await CheckIsAliveAsync(instanceId, cancellation);
        await SendAsync(instanceId, new EventRaisedEvent(-1, payload) { Name = eventName });
    }

    public override async Task TerminateInstanceAsync(
        string instanceId, TerminateInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        var output = payloads.Serialize(options?.Output, "the output of a termination");
        await CheckIsAliveAsync(instanceId, cancellation);
        if (options is not { Recursive: true }) await backend.Client.ForceTerminateTaskOrchestrationAsync(instanceId, output);
        else if (backend.TerminateRecursively is { } terminate) await terminate(instanceId, output);
        else throw new NotSupportedException($"{backend.Name} cannot end sub-orchestrations with their parent. End each by its own id.");
    }

    public override async Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        await CheckIsAliveAsync(instanceId, cancellation);
        await SendAsync(instanceId, new ExecutionSuspendedEvent(-1, reason));
    }

    public override async Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default)
    {
        await CheckIsAliveAsync(instanceId, cancellation);
        await SendAsync(instanceId, new ExecutionResumedEvent(-1, reason));
    }

    /// <summary>The backend belongs to whoever made it.</summary>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Live instances are never replaced; finished ones are, unless their status is asked to prevent it.</summary>
    private static OrchestrationStatus[] Dedupe(StartOrchestrationOptions? options) =>
        [.. s_alive, .. (options?.DedupeStatuses ?? []).Select(Enum.Parse<OrchestrationStatus>)];

    private async Task CheckIsAliveAsync(string instanceId, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        var state = await FindAsync(instanceId) ?? throw NotFound(instanceId);
        if (IsFinished(state)) throw new RpcException(new Status(StatusCode.FailedPrecondition, NotRunning));
    }

    private Task SendAsync(string instanceId, HistoryEvent message) =>
        backend.Client.SendTaskOrchestrationMessageAsync(Message(instanceId, message));

    private TaskMessage Message(string instanceId, HistoryEvent message)
    {
        message.Timestamp = timeProvider.GetUtcNow().UtcDateTime;
        return new TaskMessage
        {
            Event = message,
            OrchestrationInstance = (message as ExecutionStartedEvent)?.OrchestrationInstance
                ?? new OrchestrationInstance { InstanceId = instanceId },
        };
    }

    private async Task<OrchestrationState?> FindAsync(string instanceId) =>
        (await backend.Client.GetOrchestrationStateAsync(instanceId, allExecutions: false))?.FirstOrDefault(state => state is not null);

    private static bool IsFinished(OrchestrationState state) => !s_alive.Contains(state.OrchestrationStatus);

    private static RpcException NotFound(string instanceId) =>
        new(new Status(StatusCode.NotFound, $"No instance with ID '{instanceId}' was found."));
}
