using DurableTask.Sqlite.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Commits;

/// <summary>
/// The single writer: one thread, one connection. It takes every job that waits and commits them together, so that the cost of a durable
/// commit is shared by all turns that became ready during the previous one. A full disk makes it wait; any other error ends it for good.
/// </summary>
internal sealed class WriterLoop
{
    private const int SqliteBusy = 5;
    private const int SqliteIoError = 10;
    private const int SqliteFull = 13;

    private static readonly Sql s_begin = new("BEGIN IMMEDIATE");
    private static readonly Sql s_commit = new("COMMIT");
    private static readonly Sql s_rollback = new("ROLLBACK");

    private readonly object _lock = new();
    private readonly Database _database;
    private readonly HubState _state;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly int _maxBatch;
    private readonly Action<Effects> _takeUp;
    private readonly Action<Exception> _faulted;
    private readonly Thread _thread;
    private Queue<WriteJob> _waiting = [];
    private Exception? _end;
    private bool _stopping;
    private volatile bool _abandoned;

    /// <param name="database">Its writing connection is used by this thread only.</param>
    /// <param name="state">What is open, of this thread only.</param>
    /// <param name="clock">Stamps commits and measures the pauses of a full disk.</param>
    /// <param name="logger">Told when the database cannot be written.</param>
    /// <param name="maxBatch">How many jobs share a commit at most.</param>
    /// <param name="takeUp">What follows from a commit; on this thread.</param>
    /// <param name="faulted">Called once when the writer ends because of an error.</param>
    public WriterLoop(
        Database database, HubState state, TimeProvider clock, ILogger logger, int maxBatch, Action<Effects> takeUp, Action<Exception> faulted)
    {
        _database = database;
        _state = state;
        _clock = clock;
        _logger = logger;
        _maxBatch = maxBatch;
        _takeUp = takeUp;
        _faulted = faulted;
        _thread = new Thread(Run) { IsBackground = true, Name = "durabletask-sqlite-writer" };
        _thread.Start();
    }

    /// <summary>Commits made so far.</summary>
    public long Commits { get; private set; }

    /// <summary>Jobs that wait for the batch under way.</summary>
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

    /// <summary>Writes what waits, or with <paramref name="abandon"/> nothing more, then ends the thread.</summary>
    public void Stop(Exception reason, bool abandon)
    {
        lock (_lock)
        {
            _abandoned = abandon;
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
#pragma warning disable CA1031 // Whatever went wrong, memory and file may differ from now on: nothing more is written.
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

            if (_waiting.Count <= _maxBatch)
            {
                batch.AddRange(_waiting);
                _waiting.Clear();
            }
            else
            {
                while (batch.Count < _maxBatch)
                    batch.Add(_waiting.Dequeue());
            }

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
                Commit(changes);
            _takeUp(changes.Effects);
            for (; begin < end; begin++)
                batch[begin].Committed();
        }
    }

    private void Commit(Changes changes)
    {
        for (int failures = 0; ; failures++)
        {
            ObjectDisposedException.ThrowIf(_abandoned, this);
            try
            {
                TryCommit(changes);
                if (failures > 0)
                    _logger.LogInformation("The database {Database} can be written again.", _database.Path);
                return;
            }
            catch (SqliteException e) when (e.SqliteErrorCode is SqliteFull or SqliteIoError or SqliteBusy)
            {
                if (failures == 0)
                    _logger.LogCritical(
                        "The database {Database} cannot be written: {Reason} Orchestrations wait and nothing is lost. Free space on that disk; they go on without a restart.",
                        _database.Path, e.Message);
                Pause(Backoff(failures), e);
            }
        }
    }

    private void TryCommit(Changes changes)
    {
        SqlSession session = _database.Writer;
        session.Execute(s_begin);
        try
        {
            changes.Write();
            ObjectDisposedException.ThrowIf(_abandoned, this);
            session.Execute(s_commit);
            Commits++;
        }
        catch
        {
            Rollback(session);
            throw;
        }
    }

    private static void Rollback(SqlSession session)
    {
        try
        {
            session.Execute(s_rollback);
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself already.
        }
    }

    private static TimeSpan Backoff(int failures) => Dispatch.Backoff.After(failures + 3);

    /// <summary>Waits for the disk; ends early when the service stops, and then gives up.</summary>
    private void Pause(TimeSpan pause, Exception reason)
    {
        using ITimer timer = _clock.CreateTimer(_ => Wake(), null, pause, Timeout.InfiniteTimeSpan);
        long began = _clock.GetTimestamp();
        lock (_lock)
        {
            while (!_stopping && _clock.GetElapsedTime(began) < pause)
                Monitor.Wait(_lock);
            if (_stopping)
                throw new SqliteTaskHubException($"The database {_database.Path} could not be written before the service stopped: {reason.Message}", reason);
        }
    }

    private void Wake()
    {
        lock (_lock)
            Monitor.PulseAll(_lock);
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
