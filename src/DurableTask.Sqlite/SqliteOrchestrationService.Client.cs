using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using DurableTask.Sqlite.Commits;
using DurableTask.Sqlite.Dispatch;
using DurableTask.Sqlite.Storage;

namespace DurableTask.Sqlite;

/// <content>Members for starting instances, sending messages and waiting.</content>
public sealed partial class SqliteOrchestrationService
{
    private static readonly OrchestrationStatus[] s_all = Enum.GetValues<OrchestrationStatus>();
    private static readonly OrchestrationStatus[] s_open = [OrchestrationStatus.Pending, OrchestrationStatus.Running,
        OrchestrationStatus.Suspended];

    /// <summary>Creates an instance. The task completes when it is on disk.</summary>
    /// <exception cref="OrchestrationAlreadyExistsException">An instance with this ID exists, in any status.</exception>
    public Task CreateTaskOrchestrationAsync(TaskMessage creationMessage) => CreateTaskOrchestrationAsync(creationMessage, s_all);

    /// <summary>
    /// Creates an instance that starts now, or at its <see cref="ExecutionStartedEvent.ScheduledStartTime"/>. The task completes when
    /// the instance is on disk. An existing instance with the same ID is either kept, and the call fails, or deleted with its history
    /// and replaced, even if it is running.
    /// </summary>
    /// <param name="creationMessage">A message with an <see cref="ExecutionStartedEvent"/>.</param>
    /// <param name="dedupeStatuses">
    /// The statuses in which an existing instance is kept. Null means pending, running and suspended.
    /// </param>
    /// <exception cref="OrchestrationAlreadyExistsException">An instance with this ID exists in one of the statuses.</exception>
    /// <exception cref="ArgumentException">The message has no start event, no instance ID or no name.</exception>
    public async Task CreateTaskOrchestrationAsync(TaskMessage creationMessage, OrchestrationStatus[]? dedupeStatuses)
    {
        ArgumentNullException.ThrowIfNull(creationMessage);
        if (creationMessage.Event is not ExecutionStartedEvent started)
            throw new ArgumentException($"Only messages with an event of type {nameof(EventType.ExecutionStarted)} create an instance.",
                nameof(creationMessage));
        OrchestrationInstance identity = creationMessage.OrchestrationInstance;
        ArgumentException.ThrowIfNullOrWhiteSpace(identity?.InstanceId, nameof(creationMessage));
        ArgumentException.ThrowIfNullOrEmpty(started.Name, nameof(creationMessage));
        identity.ExecutionId ??= Guid.NewGuid().ToString("N");
        started.OrchestrationInstance ??= identity;
        OrchestrationStatus[] refused = dedupeStatuses ?? s_open;

        bool created = await Hub.WriteAsync(changes => Create(changes, started, identity, refused)).ConfigureAwait(false);
        if (!created)
            throw new OrchestrationAlreadyExistsException($"An Orchestration instance with the ID {identity.InstanceId} already exists.");
    }

    /// <summary>
    /// Sends a message to an instance. A message for an unknown or ended instance is silently dropped; use
    /// <see cref="SendMessageAsync"/> to learn the outcome.
    /// </summary>
    public Task SendTaskOrchestrationMessageAsync(TaskMessage message) => SendTaskOrchestrationMessageBatchAsync(message);

    /// <summary>Sends messages in one transaction. See <see cref="SendTaskOrchestrationMessageAsync"/>.</summary>
    public Task SendTaskOrchestrationMessageBatchAsync(params TaskMessage[] messages)
    {
        foreach (TaskMessage message in messages)
            CheckAddress(message);
        return Hub.WriteAsync(changes =>
        {
            foreach (TaskMessage message in messages)
                changes.Route(message);
            return messages.Length;
        });
    }

    /// <summary>Sends a message to an instance and returns the outcome. An accepted message is on disk.</summary>
    public async Task<MessageOutcome> SendMessageAsync(TaskMessage message)
    {
        CheckAddress(message);
        return await Hub.WriteAsync(changes => changes.Route(message)).ConfigureAwait(false) switch
        {
            Delivery.Accepted => MessageOutcome.Accepted,
            Delivery.NoSuchInstance => MessageOutcome.InstanceNotFound,
            _ => MessageOutcome.InstanceFinished,
        };
    }

    /// <summary>
    /// Waits until an instance has completed, failed or been terminated. Does not poll. An instance that does not exist yet may be
    /// created while waiting.
    /// </summary>
    /// <param name="instanceId">The instance ID.</param>
    /// <param name="executionId">Ignored: an instance that continues as new has not ended.</param>
    /// <param name="timeout">
    /// The time limit by the service's clock. <see cref="Timeout.InfiniteTimeSpan"/> or <see cref="TimeSpan.MaxValue"/> means no
    /// limit; zero checks once.
    /// </param>
    /// <param name="cancellationToken">Cancels the wait with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The final state, or null when the time limit is reached.</returns>
    public Task<OrchestrationState?> WaitForOrchestrationAsync(
        string instanceId, string? executionId, TimeSpan timeout, CancellationToken cancellationToken) =>
        WaitAsync(instanceId, ended: true, timeout, cancellationToken);

    /// <summary>
    /// Waits until an instance is no longer pending: it runs or has ended. See <see cref="WaitForOrchestrationAsync"/>.
    /// </summary>
    public Task<OrchestrationState?> WaitForOrchestrationStartAsync(string instanceId, TimeSpan timeout,
        CancellationToken cancellationToken) =>
        WaitAsync(instanceId, ended: false, timeout, cancellationToken);

    private static bool Create(Changes changes, ExecutionStartedEvent started, OrchestrationInstance identity,
        OrchestrationStatus[] refused)
    {
        int generation = 0;
        if (changes.State.Open.TryGetValue(identity.InstanceId, out Instance? open))
        {
            if (refused.Contains(open.Status))
                return false;
            generation = open.Generation + 1;
            changes.Discard(open);
        }
        else if (changes.FindClosed(identity.InstanceId) is { } closed)
        {
            if (refused.Contains(closed.Status))
                return false;
            generation = closed.Generation + 1;
            changes.Delete(identity.InstanceId, closed.Key);
        }

        started.Timestamp = changes.Now;
        changes.Add(started, identity, generation);
        return true;
    }

    private static bool IsReached(OrchestrationStatus status, bool ended) =>
        ended ? !s_open.Contains(status) : status != OrchestrationStatus.Pending;

    private static void CheckAddress(TaskMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentException.ThrowIfNullOrWhiteSpace(message.OrchestrationInstance?.InstanceId, nameof(message));
        ArgumentNullException.ThrowIfNull(message.Event, nameof(message));
    }

    private Task<OrchestrationState?> WaitAsync(string instanceId, bool ended, TimeSpan timeout, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(instanceId);
        if (timeout < TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "The timeout must be positive, zero or infinite.");
        TaskHub hub = Hub;
        TimeSpan limit = timeout > TimeSpan.FromDays(40) ? Timeout.InfiniteTimeSpan : timeout;
        return hub.Waiters.WaitAsync(
            instanceId,
            ended,
            () => hub.Database.Read(session => InstanceTable.Find(session, instanceId)) is { } state
                && IsReached(state.OrchestrationStatus, ended) ? state : null,
            limit,
            _clock,
            cancellationToken);
    }
}
