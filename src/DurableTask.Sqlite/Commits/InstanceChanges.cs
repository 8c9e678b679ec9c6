using DurableTask.Sqlite.Dispatch;
using DurableTask.Sqlite.Storage;

namespace DurableTask.Sqlite.Commits;

/// <summary>
/// The net changes of one instance in one batch. A row that is added and removed within the batch is never written.
/// </summary>
internal sealed class InstanceChanges(Instance instance)
{
    private Dictionary<long, InboxRow>? _newMessages;
    private List<TaskRow>? _newTasks;
    private List<(int Id, DateTime Due)>? _newTimers;
    private List<long>? _goneMessages;
    private List<long>? _goneTasks;
    private List<int>? _goneTimers;
    private List<(int Turn, byte[] Events)>? _turns;
    private bool _clearMessages, _clearTasks, _clearTimers, _clearHistory;

    public NewInstanceRow? Insert { get; set; }

    public InstanceUpdate? Update { get; set; }

    /// <summary>The input of the new execution, if one has started.</summary>
    public (bool Changed, string? Input) NewInput { get; set; }

    public void AddMessage(InboxRow row)
    {
        (_newMessages ??= []).Add(row.Seq, row);
        instance.InboxRows++;
    }

    public void RemoveMessage(long seq)
    {
        if (_newMessages is null || !_newMessages.Remove(seq))
            (_goneMessages ??= []).Add(seq);
        instance.InboxRows--;
    }

    public void AddTask(TaskRow row)
    {
        (_newTasks ??= []).Add(row);
        instance.TaskRows++;
    }

    public void RemoveTask(long seq)
    {
        (_goneTasks ??= []).Add(seq);
        instance.TaskRows--;
    }

    public void AddTimer(int id, DateTime due)
    {
        (_newTimers ??= []).Add((id, due));
        instance.TimerRows++;
    }

    public void RemoveTimer(int id)
    {
        (_goneTimers ??= []).Add(id);
        instance.TimerRows--;
    }

    public void AppendTurn(byte[] events)
    {
        (_turns ??= []).Add((instance.Turns++, events));
        instance.HistoryBytes += events.Length;
    }

    /// <summary>Starts a new execution: removes the history, tasks and timers of the previous one.</summary>
    public void ClearExecution()
    {
        _clearHistory |= instance.Turns > 0;
        _turns = null;
        instance.Turns = 0;
        instance.HistoryBytes = 0;
        ClearCalls();
    }

    /// <summary>Removes everything that is pending for an instance that ends.</summary>
    public void ClearPending()
    {
        _clearMessages |= instance.InboxRows > 0;
        _newMessages = null;
        instance.InboxRows = 0;
        ClearCalls();
    }

    public void Write(SqlSession session)
    {
        long key = instance.Key;
        if (Insert is not null)
            InstanceTable.Insert(session, Insert);
        if (_clearHistory)
            HistoryTable.Clear(session, key);
        if (_clearMessages)
            PendingTables.ClearMessages(session, key);
        if (_clearTasks)
            PendingTables.ClearTasks(session, key);
        if (_clearTimers)
            PendingTables.ClearTimers(session, key);
        foreach (long seq in _goneMessages ?? [])
            PendingTables.RemoveMessage(session, key, seq);
        foreach (long seq in _goneTasks ?? [])
            PendingTables.RemoveTask(session, key, seq);
        foreach (int id in _goneTimers ?? [])
            PendingTables.RemoveTimer(session, key, id);
        WriteNew(session, key);
    }

    private void WriteNew(SqlSession session, long key)
    {
        foreach ((int turn, byte[] events) in _turns ?? [])
            HistoryTable.Append(session, key, turn, events);
        if (NewInput.Changed)
        {
            InstanceTable.ClearInput(session, key);
            InstanceTable.SetInput(session, key, NewInput.Input);
        }

        if (Update is { IsTouch: true })
            InstanceTable.Touch(session, key, Update);
        else if (Update is not null)
            InstanceTable.Update(session, key, Update);
        if (_newMessages is not null)
        {
            foreach (InboxRow row in _newMessages.Values)
                PendingTables.AddMessage(session, key, row);
        }

        foreach (TaskRow row in _newTasks ?? [])
            PendingTables.AddTask(session, key, row);
        foreach ((int id, DateTime due) in _newTimers ?? [])
            PendingTables.AddTimer(session, key, id, due);
    }

    private void ClearCalls()
    {
        _clearTasks |= instance.TaskRows > 0;
        _clearTimers |= instance.TimerRows > 0;
        _newTasks = null;
        _newTimers = null;
        instance.TaskRows = 0;
        instance.TimerRows = 0;
    }
}
