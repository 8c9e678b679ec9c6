using Microsoft.Extensions.Logging;

namespace FineTune.Durable;

/// <summary>
/// What an orchestrator works with. Orchestrators are replayed from their history after every wait and after every restart:
/// they take time, ids and results from here only, and await nothing but what these methods return.
/// </summary>
public abstract class TaskOrchestrationContext
{
    /// <summary>The name of the orchestrator.</summary>
    public abstract TaskName Name { get; }

    /// <summary>The id of the instance.</summary>
    public abstract string InstanceId { get; }

    /// <summary>The caller of a sub-orchestration; null for an instance that a client started.</summary>
    public abstract ParentOrchestrationInstance? Parent { get; }

    /// <summary>
    /// The time of the turn, in UTC, the same on every replay. It stands still between two waits. It may lie up to a second
    /// before the due time of a timer that just fired: compare with a deadline, never for equality.
    /// </summary>
    public abstract DateTime CurrentUtcDateTime { get; }

    /// <summary>True while past results are fed again. Use it to keep side effects such as logs from happening twice.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>The version the instance was started with; empty where there is none. It never changes in one round.</summary>
    public virtual string Version => string.Empty;

    /// <summary>Settings that the host hands to orchestrators.</summary>
    public virtual IReadOnlyDictionary<string, object?> Properties => EmptyProperties;

    /// <summary>Makes loggers that are silent during replay.</summary>
    public virtual ILoggerFactory ReplaySafeLoggerFactory => new Logging.ReplayAwareLoggerFactory(this);

    /// <summary>Makes the loggers behind the replay-safe ones.</summary>
    protected abstract ILoggerFactory LoggerFactory { get; }

    private static readonly IReadOnlyDictionary<string, object?> EmptyProperties = new Dictionary<string, object?>();

    /// <summary>The input; the default of <typeparamref name="T"/> where there is none.</summary>
    public abstract T? GetInput<T>();

    /// <inheritdoc cref="CallActivityAsync{TResult}(TaskName, object?, TaskOptions?)"/>
    public virtual Task CallActivityAsync(TaskName name, object? input = null, TaskOptions? options = null)
    {
        TaskOptions.RefuseAsInput(input, options);
        return CallActivityAsync<object>(name, input, options);
    }

    /// <inheritdoc cref="CallActivityAsync{TResult}(TaskName, object?, TaskOptions?)"/>
    public virtual Task CallActivityAsync(TaskName name, TaskOptions options) => CallActivityAsync(name, null, options);

    /// <inheritdoc cref="CallActivityAsync{TResult}(TaskName, object?, TaskOptions?)"/>
    public virtual Task<TResult> CallActivityAsync<TResult>(TaskName name, TaskOptions options) =>
        CallActivityAsync<TResult>(name, null, options);

    /// <summary>
    /// Calls an activity. It runs at least once: a process that dies before the result is stored makes it run again, so its
    /// effects must be idempotent. Input and result are stored in the history in clear text and read again on every replay:
    /// no secrets, and references in place of large data.
    /// </summary>
    /// <param name="name">The activity.</param>
    /// <param name="input">Its input, serialised as JSON.</param>
    /// <param name="options">How to retry.</param>
    /// <exception cref="ArgumentException">Options were passed as the input.</exception>
    /// <exception cref="TaskFailedException">The activity failed, after all retries.</exception>
    public abstract Task<TResult> CallActivityAsync<TResult>(TaskName name, object? input = null, TaskOptions? options = null);

    /// <summary>A durable timer that fires after a delay. See <see cref="CreateTimer(DateTime, CancellationToken)"/>.</summary>
    public virtual Task CreateTimer(TimeSpan delay, CancellationToken cancellationToken) =>
        CreateTimer(CurrentUtcDateTime.Add(delay), cancellationToken);

    /// <summary>
    /// A durable timer: it survives restarts and may fire up to a second early. An instance whose code has returned stays
    /// Running until every timer has fired or was cancelled: cancel the timer that lost a race.
    /// </summary>
    /// <param name="fireAt">When it fires, in UTC; a time in the past fires at once.</param>
    /// <param name="cancellationToken">Cancels the timer.</param>
    /// <exception cref="OperationCanceledException">The timer was cancelled.</exception>
    public abstract Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken);

    /// <summary>
    /// Waits for an event of a name. Names compare case-insensitively; events that come while nobody waits are kept, in
    /// order, also across <see cref="ContinueAsNew(object?, bool)"/>. Of several waiters the newest gets the event. A cancelled
    /// waiter still takes one event.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public abstract Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="WaitForExternalEvent{T}(string, TimeSpan, CancellationToken)"/>
    public Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout) =>
        WaitForExternalEvent<T>(eventName, timeout, CancellationToken.None);

    /// <summary>Waits for an event, but not longer than a time-out. The timer behind it is cancelled when the event comes.</summary>
    /// <exception cref="TaskCanceledException">The time-out passed, or the token was cancelled.</exception>
    public async Task<T> WaitForExternalEvent<T>(string eventName, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timerCancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using CancellationTokenSource waiterCancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task timer = CreateTimer(timeout, timerCancellation.Token);
        Task<T> waiter = WaitForExternalEvent<T>(eventName, waiterCancellation.Token);

        CancellationTokenSource loser = await Task.WhenAny(waiter, timer) == waiter ? timerCancellation : waiterCancellation;
        loser.Cancel();
        return await waiter;
    }

    /// <summary>
    /// Sends an event to another instance, one way. Nothing tells whether the instance exists or ever reads it.
    /// </summary>
    public abstract void SendEvent(string instanceId, string eventName, object payload);

    /// <summary>
    /// Sets the status that clients read; null clears it. It is stored with the next checkpoint, the last one wins, and more
    /// than 16 KB of UTF-16 text fails the instance. No secrets, no data rows.
    /// </summary>
    public abstract void SetCustomStatus(object? customStatus);

    /// <summary>
    /// Calls a sub-orchestration, which is an instance of its own with its own history. Terminating the caller does not end it
    /// unless asked for.
    /// </summary>
    /// <param name="orchestratorName">The orchestrator.</param>
    /// <param name="input">Its input, serialised as JSON.</param>
    /// <param name="options">How to retry; <see cref="SubOrchestrationOptions"/> also name the child.</param>
    /// <exception cref="ArgumentException">Options were passed as the input.</exception>
    /// <exception cref="TaskFailedException">The child failed, after all retries.</exception>
    public abstract Task<TResult> CallSubOrchestratorAsync<TResult>(
        TaskName orchestratorName, object? input = null, TaskOptions? options = null);

    /// <inheritdoc cref="CallSubOrchestratorAsync{TResult}(TaskName, object?, TaskOptions?)"/>
    public virtual Task<TResult> CallSubOrchestratorAsync<TResult>(TaskName orchestratorName, TaskOptions options) =>
        CallSubOrchestratorAsync<TResult>(orchestratorName, null, options);

    /// <inheritdoc cref="CallSubOrchestratorAsync{TResult}(TaskName, object?, TaskOptions?)"/>
    public virtual Task CallSubOrchestratorAsync(TaskName orchestratorName, TaskOptions options) =>
        CallSubOrchestratorAsync(orchestratorName, null, options);

    /// <inheritdoc cref="CallSubOrchestratorAsync{TResult}(TaskName, object?, TaskOptions?)"/>
    public virtual Task CallSubOrchestratorAsync(TaskName orchestratorName, object? input = null, TaskOptions? options = null)
    {
        TaskOptions.RefuseAsInput(input, options);
        return CallSubOrchestratorAsync<object>(orchestratorName, input, options);
    }

    /// <summary>
    /// Ends this round and starts the instance again with a new input and an empty history, once the orchestrator returns; its
    /// result is dropped. Open activities, timers and children are dropped too: call it only when nothing is pending, and
    /// return right after.
    /// </summary>
    /// <param name="newInput">The input of the next round.</param>
    /// <param name="preserveUnprocessedEvents">Whether events that nobody waited for yet are carried over.</param>
    public abstract void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true);

    /// <inheritdoc cref="ContinueAsNew(object?, bool)"/>
    /// <exception cref="NotSupportedException">A new version was asked of a context that cannot change it.</exception>
    public virtual void ContinueAsNew(ContinueAsNewOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.NewVersion is not null)
        {
            throw new NotSupportedException($"{GetType()} does not support continuing as new with another version.");
        }

        ContinueAsNew(options.NewInput, options.PreserveUnprocessedEvents);
    }

    /// <summary>A GUID that is the same on every replay.</summary>
    public abstract Guid NewGuid();

    /// <summary>A logger that is silent during replay.</summary>
    public virtual ILogger CreateReplaySafeLogger(string categoryName) =>
        new Logging.ReplayAwareLogger(this, LoggerFactory.CreateLogger(categoryName));

    /// <summary>A logger that is silent during replay.</summary>
    public virtual ILogger CreateReplaySafeLogger(Type type) =>
        new Logging.ReplayAwareLogger(this, LoggerFactory.CreateLogger(type));

    /// <summary>A logger that is silent during replay.</summary>
    public virtual ILogger CreateReplaySafeLogger<T>() =>
        new Logging.ReplayAwareLogger(this, LoggerFactory.CreateLogger<T>());

    /// <summary>
    /// Compares the version of the instance with another: numerically where both are versions such as 1.2, else as text. No
    /// version comes before every version.
    /// </summary>
    /// <returns>Below zero where the instance is older, zero where equal, above zero where newer.</returns>
    public virtual int CompareVersionTo(string version) => VersionOrder.Compare(Version, version);
}
