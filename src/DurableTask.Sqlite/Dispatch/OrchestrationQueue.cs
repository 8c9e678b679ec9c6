using DurableTask.Core;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>
/// Decides which instance executes its next turn; mirrors the table inbox. An instance is held by one dispatcher at a time. A message
/// is delivered after the commit that stored it; only the results of the instance's own activities and its timers are delivered
/// earlier, because nothing they cause is visible before a later commit. When there is more work than slots, sessions in memory and
/// instances that must be loaded take turns.
/// </summary>
internal sealed partial class OrchestrationQueue : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<Instance> _fresh = [];
    private readonly Queue<OrchestrationWorkItem> _continuing = [];
    private readonly Fetchers<OrchestrationWorkItem> _fetchers;
    private readonly IdleSessions _idle;
    private readonly HubSettings _settings;
    private readonly TimeProvider _clock;
    private int _running;
    private int _live;
    private bool _preferFresh;
    private bool _closed;
    private bool _halted;

    public OrchestrationQueue(HubSettings settings, TimeProvider clock)
    {
        _settings = settings;
        _clock = clock;
        _fetchers = new Fetchers<OrchestrationWorkItem>(_lock);
        _idle = new IdleSessions(_lock, clock, settings.SessionIdleTimeout);
    }

    public bool IsIdle
    {
        get
        {
            lock (_lock)
                return _running == 0 && _fresh.Count == 0 && _continuing.Count == 0;
        }
    }

    /// <summary>The number of sessions, and how many of them wait for messages.</summary>
    public (int Live, int Idle) Sessions
    {
        get
        {
            lock (_lock)
                return (_live, _idle.Count);
        }
    }

    /// <summary>
    /// Delivers a message. It is dropped if the instance has ended. If its execution has ended in the meantime, Core drops it, and the
    /// turn deletes its row.
    /// </summary>
    public void Deliver(Instance instance, InboxMessage message)
    {
        lock (_lock)
        {
            if (instance.IsOver)
                return;
            (instance.Inbox ??= []).Add(message);
            MakeReady(instance);
            Pump();
        }
    }

    /// <summary>Starts an instance whose scheduled time has come.</summary>
    public void Start(Instance instance)
    {
        lock (_lock)
        {
            instance.AwaitsStart = false;
            MakeReady(instance);
            Pump();
        }
    }

    /// <summary>Returns the next turn, without its history; null when cancelled or when the service stops.</summary>
    public Task<OrchestrationWorkItem?> NextAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            Task<OrchestrationWorkItem?> next = _fetchers.WaitAsync(cancellation);
            Pump();
            return next;
        }
    }

    /// <summary>
    /// Returns the messages for the next turn of a session. Returns null to end the session: the instance waits for no activity or
    /// sub-orchestration, the idle timeout is reached, or the worker stops.
    /// </summary>
    public async Task<IList<TaskMessage>?> ContinueAsync(OrchestrationWorkItem item)
    {
        Task<bool> wait;
        lock (_lock)
        {
            bool hasMessages = item.Instance.Inbox is { Count: > 0 };
            if (_closed || item.Instance.IsOver || item.IsAbandoned || (!hasMessages && item.OpenCalls <= 0))
                return null;

            item.Waiting = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            wait = item.Waiting.Task;
            if (hasMessages)
                _continuing.Enqueue(item);
            else
                _idle.Add(item);
            Pump();
        }

        if (!await wait.ConfigureAwait(false))
            return null;
        lock (_lock)
            return Take(item);
    }

    /// <summary>Called when the orchestrator code of a turn has run. Frees its slot; the commit follows.</summary>
    public void Executed(OrchestrationWorkItem item)
    {
        lock (_lock)
        {
            FreeSlot(item);
            Pump();
        }
    }

    /// <summary>Called when a turn is committed.</summary>
    public void Committed(OrchestrationWorkItem item)
    {
        lock (_lock)
        {
            item.Batch = null;
            item.Instance.Failures = 0;
        }
    }

    /// <summary>Drops the messages of an instance that has ended or was replaced.</summary>
    public void Remove(Instance instance)
    {
        lock (_lock)
        {
            instance.Inbox = null;
            if (instance.Session is { } session)
                _idle.End(session);
        }
    }

    /// <summary>
    /// Releases an instance. The messages of an uncommitted turn are put back; after an abandoned turn the instance is retried after
    /// a growing pause.
    /// </summary>
    public void Release(OrchestrationWorkItem item)
    {
        lock (_lock)
        {
            Instance instance = item.Instance;
            FreeSlot(item);
            if (item.Session is not null)
                _live--;
            instance.Session = null;
            if (item.Batch is { } batch && !instance.IsOver)
                instance.Inbox = [.. batch, .. instance.Inbox ?? []];
            item.Batch = null;

            if (item.IsAbandoned && !_closed)
            {
                _ = RetryLaterAsync(instance, Backoff.After(instance.Failures++));
            }
            else
            {
                instance.Dispatch = DispatchState.Idle;
                MakeReady(instance);
            }

            Pump();
        }
    }

    /// <summary>Ends waiting sessions so that Core's dispatcher can stop. Active sessions end after their turn.</summary>
    public void EndSessions()
    {
        lock (_lock)
        {
            _closed = true;
            _idle.EndAll();
            while (_continuing.TryDequeue(out OrchestrationWorkItem? item))
                item.EndWait(false);
        }
    }

    /// <summary>Stops handing out turns; fetchers keep waiting.</summary>
    public void Halt()
    {
        EndSessions();
        lock (_lock)
            _halted = true;
    }

    public void Dispose()
    {
        EndSessions();
        lock (_lock)
            _fetchers.Close();
        _fetchers.Dispose();
        _idle.Dispose();
    }
}
