using DurableTask.Core;

namespace DurableTask.Sqlite.Dispatch;

/// <content>Readiness and execution slots. Everything here is called under the lock.</content>
internal sealed partial class OrchestrationQueue
{
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
