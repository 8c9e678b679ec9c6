using DurableTask.Core;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>
/// Which instance gets a turn next. It mirrors the table inbox: messages arrive here after the commit that made them durable (answers of the
/// instance's own activities and timers a little earlier, see <see cref="ActivityQueue"/>). An instance is with one dispatcher at a time.
/// Turns of instances that are in memory (sessions) and of those that must be replayed first take turns when there is more work than slots.
/// </summary>
internal sealed class OrchestrationQueue : IDisposable
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

    /// <summary>Orchestrators in memory, and those of them that wait for messages.</summary>
    public (int Live, int Idle) Sessions
    {
        get
        {
            lock (_lock)
                return (_live, _idle.Count);
        }
    }

    /// <summary>Adds a message. Dropped when the instance is over or the message is for an earlier execution.</summary>
    public void Deliver(Instance instance, InboxMessage message)
    {
        lock (_lock)
        {
            string? execution = message.Message.OrchestrationInstance.ExecutionId;
            if (instance.IsOver || (!string.IsNullOrEmpty(execution) && execution != instance.ExecutionId))
                return;
            (instance.Inbox ??= []).Add(message);
            MakeReady(instance);
            Pump();
        }
    }

    /// <summary>The time of an instance that was scheduled for later has come.</summary>
    public void Start(Instance instance)
    {
        lock (_lock)
        {
            instance.AwaitsStart = false;
            MakeReady(instance);
            Pump();
        }
    }

    /// <summary>The next turn, without its history; null on cancellation and after the end of the service.</summary>
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
    /// The messages of the session's next turn; null when the session is to end: no call is open, it was idle for too long, or the worker stops.
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

    /// <summary>The orchestrator's code has run; what remains is the commit. Frees the slot.</summary>
    public void Executed(OrchestrationWorkItem item)
    {
        lock (_lock)
        {
            FreeSlot(item);
            Pump();
        }
    }

    /// <summary>The turn is committed.</summary>
    public void Committed(OrchestrationWorkItem item)
    {
        lock (_lock)
        {
            item.Batch = null;
            item.Instance.Failures = 0;
        }
    }

    /// <summary>The instance is over: nothing that waits for it is wanted any more.</summary>
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
    /// The dispatcher lets go of the instance. A turn that was not committed is repeated: at once when it never ran, after a growing pause when
    /// it was abandoned.
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

    /// <summary>Ends the sessions that wait, so that Core's dispatcher can stop; later ones end after their turn.</summary>
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

    /// <summary>Nothing is handed out any more; whoever fetches waits.</summary>
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

    private static IList<TaskMessage> Take(OrchestrationWorkItem item)
    {
        List<InboxMessage> batch = item.Instance.Inbox ?? [];
        item.Instance.Inbox = null;
        return item.Take(batch);
    }

    private void MakeReady(Instance instance)
    {
        if (instance.AwaitsStart || instance.IsOver || instance.Inbox is not { Count: > 0 })
            return;

        if (instance.Dispatch == DispatchState.Idle)
        {
            instance.Dispatch = DispatchState.Ready;
            _fresh.Enqueue(instance);
        }
        else if (instance.Session is { Waiting: not null } session && _idle.Remove(session))
        {
            _continuing.Enqueue(session);
        }
    }

    private void Pump()
    {
        while (!_halted && _running < _settings.MaxConcurrentOrchestrations)
        {
            bool canContinue = _continuing.Count > 0;
            bool canFetch = _fresh.Count > 0 && _fetchers.Any;
            if (canFetch && (_preferFresh || !canContinue))
                HandOut(_fresh.Dequeue());
            else if (canContinue)
                HandOut(_continuing.Dequeue());
            else
                return;
            _preferFresh = !_preferFresh;
        }
    }

    private void HandOut(OrchestrationWorkItem session)
    {
        session.HoldsSlot = true;
        _running++;
        session.EndWait(true);
    }

    private void HandOut(Instance instance)
    {
        if (instance.IsOver)
            return;

        instance.Dispatch = DispatchState.Taken;
        var item = new OrchestrationWorkItem(this, instance) { HoldsSlot = true, NewMessages = [] };
        item.NewMessages = Take(item);
        _running++;
        if (_settings.HasSessions && _live < _settings.MaxLiveInstances && !_closed)
        {
            _live++;
            item.Session = item;
            instance.Session = item;
        }

        _fetchers.Hand(item);
    }

    private void FreeSlot(OrchestrationWorkItem item)
    {
        if (item.HoldsSlot)
            _running--;
        item.HoldsSlot = false;
    }

    private async Task RetryLaterAsync(Instance instance, TimeSpan pause)
    {
        await Task.Delay(pause, _clock).ConfigureAwait(false);
        lock (_lock)
        {
            instance.Dispatch = DispatchState.Idle;
            MakeReady(instance);
            Pump();
        }
    }
}
