using DurableTask.Core;
using DurableTask.Core.Exceptions;
using DurableTask.Core.History;
using DurableTask.Sqlite.Commits;
using DurableTask.Sqlite.Dispatch;
using DurableTask.Sqlite.Storage;

namespace DurableTask.Sqlite;

/// <content>Starting instances and sending them messages.</content>
public sealed partial class SqliteOrchestrationService
{
    private static readonly OrchestrationStatus[] s_all = Enum.GetValues<OrchestrationStatus>();
    private static readonly OrchestrationStatus[] s_open = [OrchestrationStatus.Pending, OrchestrationStatus.Running, OrchestrationStatus.Suspended];

    /// <summary>Creates an instance. The returned task completes when it is on disk.</summary>
    /// <exception cref="OrchestrationAlreadyExistsException">There is an instance of that id, in whatever status.</exception>
    public Task CreateTaskOrchestrationAsync(TaskMessage creationMessage) => CreateTaskOrchestrationAsync(creationMessage, s_all);

    /// <summary>
    /// Creates an instance, at once or for its <see cref="ExecutionStartedEvent.ScheduledStartTime"/>. The returned task completes when it is on
    /// disk. An existing instance of the same id is refused or replaced, with its history: whether it runs or has ended.
    /// </summary>
    /// <param name="creationMessage">A message with an <see cref="ExecutionStartedEvent"/>.</param>
    /// <param name="dedupeStatuses">The statuses in which an existing instance is kept and the new one refused. Null: while it is open (pending, running or suspended).</param>
    /// <exception cref="OrchestrationAlreadyExistsException">There is an instance of that id in one of these statuses.</exception>
    /// <exception cref="ArgumentException">The message does not start an instance, or lacks its id or name.</exception>
    public async Task CreateTaskOrchestrationAsync(TaskMessage creationMessage, OrchestrationStatus[]? dedupeStatuses)
    {
        ArgumentNullException.ThrowIfNull(creationMessage);
        if (creationMessage.Event is not ExecutionStartedEvent started)
            throw new ArgumentException($"Only messages with an event of type {nameof(EventType.ExecutionStarted)} create an instance.", nameof(creationMessage));
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

    /// <summary>Sends a message to an instance. A message for an unknown or finished instance is dropped without a word: see <see cref="SendMessageAsync"/>.</summary>
    public Task SendTaskOrchestrationMessageAsync(TaskMessage message) => SendTaskOrchestrationMessageBatchAsync(message);

    /// <summary>Sends messages in one transaction, each as <see cref="SendTaskOrchestrationMessageAsync"/> does.</summary>
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

    /// <summary>Sends a message to an instance, and says what became of it. A message that was accepted is on disk.</summary>
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
    /// Waits, without polling, until the instance has ended. An instance that does not exist is waited for too.
    /// </summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="executionId">Not considered: an execution that continues as new has not ended.</param>
    /// <param name="timeout">How long to wait, in the time of the service's clock; infinite or <see cref="TimeSpan.MaxValue"/> for no limit, zero for a look.</param>
    /// <param name="cancellationToken">Ends the waiting with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The state in which it ended; null when the time is up.</returns>
    public Task<OrchestrationState?> WaitForOrchestrationAsync(
        string instanceId, string? executionId, TimeSpan timeout, CancellationToken cancellationToken) =>
        WaitAsync(instanceId, ended: true, timeout, cancellationToken);

    /// <summary>Waits, without polling, until the instance has begun to run, or has ended. Otherwise as <see cref="WaitForOrchestrationAsync"/>.</summary>
    public Task<OrchestrationState?> WaitForOrchestrationStartAsync(string instanceId, TimeSpan timeout, CancellationToken cancellationToken) =>
        WaitAsync(instanceId, ended: false, timeout, cancellationToken);

    private static bool Create(Changes changes, ExecutionStartedEvent started, OrchestrationInstance identity, OrchestrationStatus[] refused)
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
            throw new ArgumentOutOfRangeException(nameof(timeout), timeout, "A time-out is positive, zero or infinite.");
        TaskHub hub = Hub;
        TimeSpan limit = timeout > TimeSpan.FromDays(40) ? Timeout.InfiniteTimeSpan : timeout;
        return hub.Waiters.WaitAsync(
            instanceId,
            ended,
            () => hub.Database.Read(session => InstanceTable.Find(session, instanceId)) is { } state && IsReached(state.OrchestrationStatus, ended) ? state : null,
            limit,
            _clock,
            cancellationToken);
    }
}
