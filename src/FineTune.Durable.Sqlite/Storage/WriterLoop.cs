using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace FineTune.Durable.Sqlite.Storage;

/// <summary>
/// The single writer: one thread, one connection. It takes every job that waits, runs them in one transaction and commits
/// once, so that the cost of a durable commit is shared by all turns that became ready during the previous one.
/// </summary>
#pragma warning disable CA1001 // Lives as long as its thread; Stop ends both.
internal sealed class WriterLoop
#pragma warning restore CA1001
{
    private const int MaxBatch = 1024;
    private const int SqliteFull = 13;
    private const int SqliteIoError = 10;

    private readonly BlockingCollection<WriteJob> _queue = [];
    private readonly SqlSession _session;
    private readonly ILogger _logger;
    private readonly TimeSpan _retryDelay;
    private readonly Thread _thread;
    private volatile bool _abandoned;

    /// <param name="session">The writer's own connection.</param>
    /// <param name="logger">Told when the database cannot be written.</param>
    /// <param name="retryDelay">The time between attempts while it cannot.</param>
    public WriterLoop(SqlSession session, ILogger logger, TimeSpan retryDelay)
    {
        _retryDelay = retryDelay;
        _session = session;
        _logger = logger;
        _thread = new Thread(Run) { IsBackground = true, Name = "durable-writer" };
        _thread.Start();
    }

    public void Enqueue(WriteJob job)
    {
        try
        {
            _queue.Add(job);
        }
        catch (InvalidOperationException)
        {
            job.Failed(new ObjectDisposedException(nameof(SqliteDatabase), "The engine has stopped."));
        }
    }

    /// <summary>Writes what waits, then ends the thread.</summary>
    public void Stop()
    {
        _queue.CompleteAdding();
        _thread.Join();
    }

    /// <summary>Ends the thread without writing what waits, as the death of the process would.</summary>
    public void Abandon()
    {
        _abandoned = true;
        Stop();
    }

    private void Run()
    {
        List<WriteJob> batch = [];
        while (_queue.TryTake(out WriteJob? job, Timeout.Infinite))
        {
            batch.Add(job);
            while (batch.Count < MaxBatch && _queue.TryTake(out WriteJob? next))
                batch.Add(next);
            Write(batch);
            batch.Clear();
        }
    }

    private void Write(List<WriteJob> batch)
    {
        if (_abandoned)
        {
            FailAll(batch, new ObjectDisposedException(nameof(SqliteDatabase), "The engine has stopped."));
            return;
        }

        Exception? failure = TryCommit(batch);
        if (failure is null)
        {
            batch.ForEach(Complete);
        }
        else if (IsStorageTrouble(failure))
        {
            WaitForStorage(batch, failure);
        }
        else if (batch.Count == 1)
        {
            batch[0].Failed(failure);
        }
        else
        {
            // One job spoiled the batch: each gets a transaction of its own, so that only the guilty one fails.
            foreach (WriteJob job in batch)
                Write([job]);
        }
    }

    /// <summary>The writer outlives whatever a job does after its commit.</summary>
    private void Complete(WriteJob job)
    {
        try
        {
            job.Committed();
        }
#pragma warning disable CA1031 // The job is committed; what it failed to do in memory is done again at the next start.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _logger.LogCritical(e, "Committed work could not be taken up. It is safe in {Database} and goes on when the engine is started again.", _session.Connection.DataSource);
        }
    }

    private Exception? TryCommit(List<WriteJob> batch)
    {
        try
        {
            using SqliteTransaction transaction = _session.Connection.BeginTransaction(deferred: false);
            _session.Transaction = transaction;
            foreach (WriteJob job in batch)
                job.Execute(_session);
            transaction.Commit();
            return null;
        }
#pragma warning disable CA1031 // Whatever a job throws belongs to that job.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e;
        }
        finally
        {
            _session.Transaction = null;
        }
    }

    private static bool IsStorageTrouble(Exception failure) =>
        failure is SqliteException { SqliteErrorCode: SqliteFull or SqliteIoError };

    /// <summary>A full disk loses nothing: the work waits here, said once, until there is room or the engine stops.</summary>
    private void WaitForStorage(List<WriteJob> batch, Exception failure)
    {
        _logger.LogCritical("The database {Database} cannot be written: {Reason} Orchestrations wait; free space on that disk and they go on by themselves.", _session.Connection.DataSource, failure.Message);
        Exception? current = failure;
        while (current is not null && IsStorageTrouble(current))
        {
            if (_queue.IsAddingCompleted)
            {
                FailAll(batch, current);
                return;
            }

            Thread.Sleep(_retryDelay);
            current = TryCommit(batch);
        }

        _logger.LogInformation("The database {Database} can be written again.", _session.Connection.DataSource);
        if (current is null)
            batch.ForEach(Complete);
        else
            batch.ForEach(job => Write([job]));
    }

    private static void FailAll(List<WriteJob> batch, Exception exception) => batch.ForEach(job => job.Failed(exception));
}
