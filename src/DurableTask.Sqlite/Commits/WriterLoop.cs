using DurableTask.Sqlite.Storage;

namespace DurableTask.Sqlite.Commits;

/// <summary>
/// The writer thread. It commits all waiting jobs together, so that the turns that became ready during one commit share the cost of
/// the next. An error other than a full disk stops it for good.
/// </summary>
internal sealed class WriterLoop
{
    private readonly object _lock = new();
    private readonly Queue<WriteJob> _waiting = [];
    private readonly Database _database;
    private readonly HubState _state;
    private readonly Committer _committer;
    private readonly TimeProvider _clock;
    private readonly int _maxBatch;
    private readonly Action<Effects> _applyEffects;
    private readonly Action<Exception> _faulted;
    private readonly Thread _thread;
    private Exception? _end;
    private bool _stopping;

    /// <param name="database">The database; its writer connection is used by this thread only.</param>
    /// <param name="state">The open instances; used by this thread only.</param>
    /// <param name="committer">Commits the batches.</param>
    /// <param name="clock">Supplies the time of each batch.</param>
    /// <param name="maxBatch">The maximum number of jobs in one commit.</param>
    /// <param name="applyEffects">Applies the effects of a commit; called on this thread.</param>
    /// <param name="faulted">Called once, on this thread, when an error stops the writer.</param>
    public WriterLoop(
        Database database,
        HubState state,
        Committer committer,
        TimeProvider clock,
        int maxBatch,
        Action<Effects> applyEffects,
        Action<Exception> faulted)
    {
        _database = database;
        _state = state;
        _committer = committer;
        _clock = clock;
        _maxBatch = maxBatch;
        _applyEffects = applyEffects;
        _faulted = faulted;
        _thread = new Thread(Run) { IsBackground = true, Name = "durabletask-sqlite-writer" };
        _thread.Start();
    }

    /// <summary>The number of jobs that wait for the current batch to finish.</summary>
    public int WaitingJobs
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    public void Enqueue(WriteJob job)
    {
        Exception? end;
        lock (_lock)
        {
            end = _end;
            if (end is null)
            {
                _waiting.Enqueue(job);
                Monitor.Pulse(_lock);
            }
        }

        if (end is not null)
            job.Failed(end);
    }

    /// <summary>
    /// Commits the waiting jobs (with <paramref name="abandon"/>, none of them) and ends the thread. Later jobs fail with
    /// <paramref name="reason"/>.
    /// </summary>
    public void Stop(Exception reason, bool abandon)
    {
        _committer.Stop(abandon);
        lock (_lock)
        {
            _stopping = true;
            _end ??= reason;
            Monitor.PulseAll(_lock);
        }

        if (Thread.CurrentThread != _thread)
            _thread.Join();
    }

    private void Run()
    {
        List<WriteJob> batch = [];
        while (Take(batch))
        {
            try
            {
                Write(batch);
            }
#pragma warning disable CA1031 // After any error, memory and database may differ: nothing more may be written.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Fail(batch, e);
            }

            batch.Clear();
        }
    }

    private bool Take(List<WriteJob> batch)
    {
        lock (_lock)
        {
            while (_waiting.Count == 0)
            {
                if (_stopping)
                    return false;
                Monitor.Wait(_lock);
            }

            while (batch.Count < _maxBatch && _waiting.TryDequeue(out WriteJob? job))
                batch.Add(job);
            return true;
        }
    }

    private void Write(List<WriteJob> batch)
    {
        int begin = 0;
        while (begin < batch.Count)
        {
            var changes = new Changes(_database.Writer, _state, _clock.GetUtcNow().UtcDateTime);
            int end = begin;
            do
                batch[end++].Apply(changes);
            while (end < batch.Count && !(batch[end].ReadsDatabase && !changes.IsEmpty));

            if (!changes.IsEmpty)
                _committer.Commit(changes);
            _applyEffects(changes.Effects);
            for (; begin < end; begin++)
                batch[begin].Committed();
        }
    }

    private void Fail(List<WriteJob> batch, Exception exception)
    {
        bool first;
        lock (_lock)
        {
            first = !_stopping;
            _stopping = true;
            _end ??= exception;
            batch.AddRange(_waiting);
            _waiting.Clear();
        }

        foreach (WriteJob job in batch)
            job.Failed(exception);
        if (first)
            _faulted(exception);
    }
}
