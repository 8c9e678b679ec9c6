using DurableTask.Sqlite.Dispatch;
using DurableTask.Sqlite.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Commits;

/// <summary>
/// Commits batches on the writer's connection. While the disk is full, it retries with growing pauses and logs once. A batch is plain
/// data at this point, so writing it again is safe.
/// </summary>
internal sealed class Committer(Database database, TimeProvider clock, ILogger logger)
{
    private const int SqliteBusy = 5;
    private const int SqliteIoError = 10;
    private const int SqliteFull = 13;
    private const int FirstPause = 3; // 0.8 s

    private static readonly Sql s_begin = new("BEGIN IMMEDIATE");
    private static readonly Sql s_commit = new("COMMIT");
    private static readonly Sql s_rollback = new("ROLLBACK");

    private readonly object _lock = new();
    private bool _stopping;
    private volatile bool _abandoned;

    /// <summary>The number of transactions committed.</summary>
    public long Commits { get; private set; }

    /// <exception cref="SqliteTaskHubException">The service was stopped while the disk was full.</exception>
    /// <exception cref="SqliteException">Any other error.</exception>
    /// <exception cref="ObjectDisposedException">The service was abandoned; nothing was committed.</exception>
    public void Commit(Changes changes)
    {
        for (int failures = 0; ; failures++)
        {
            try
            {
                TryCommit(changes);
                if (failures > 0)
                    logger.LogInformation("The database {Database} can be written again.", database.Path);
                return;
            }
            catch (SqliteException e) when (e.SqliteErrorCode is SqliteFull or SqliteIoError or SqliteBusy)
            {
                if (failures == 0)
                    logger.LogCritical(
                        "The database {Database} cannot be written: {Reason} Orchestrations wait and nothing is lost. "
                        + "{Remedy}; work continues without a restart.",
                        database.Path,
                        e.Message,
                        e.SqliteErrorCode == SqliteBusy ? "End the program that locks it" : "Free space on that disk");
                Pause(Backoff.After(FirstPause + failures), e);
            }
        }
    }

    /// <summary>Stops waiting for a full disk. With <paramref name="abandon"/>, nothing is committed any more.</summary>
    public void Stop(bool abandon)
    {
        _abandoned |= abandon;
        lock (_lock)
        {
            _stopping = true;
            Monitor.PulseAll(_lock);
        }
    }

    private void TryCommit(Changes changes)
    {
        SqlSession session = database.Writer;
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
            // SQLite has already rolled back.
        }
    }

    private void Pause(TimeSpan pause, Exception reason)
    {
        bool isOver = false;
        using ITimer timer = clock.CreateTimer(_ => End(), null, pause, Timeout.InfiniteTimeSpan);
        lock (_lock)
        {
            while (!isOver && !_stopping)
                Monitor.Wait(_lock);
            if (_stopping)
                throw new SqliteTaskHubException(
                    $"The database {database.Path} could not be written before the service stopped: {reason.Message}", reason);
        }

        void End()
        {
            lock (_lock)
            {
                isOver = true;
                Monitor.PulseAll(_lock);
            }
        }
    }
}
