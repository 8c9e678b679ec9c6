using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace FineTune.Durable.Sqlite.Storage;

/// <summary>
/// The engine's database file: one writer, many readers, one process. Open between the engine's start and stop.
/// Every write is durable when its task completes (WAL, synchronous=FULL).
/// </summary>
#pragma warning disable CA1001 // Opened and closed by the engine, whose disposal disposes it.
public sealed class SqliteDatabase
#pragma warning restore CA1001
{
    private const long QuickCheckLimit = 64L * 1024 * 1024;

    private readonly ILogger _logger;
    private readonly ConcurrentBag<SqlSession> _readers = [];
    private DatabaseLock? _lock;
    private SqlSession? _writerSession;
    private WriterLoop? _writer;

    internal SqliteDatabase(string path, ILogger logger)
    {
        Path = System.IO.Path.GetFullPath(path);
        _logger = logger;
    }

    /// <summary>The full path of the database file.</summary>
    public string Path { get; }

    /// <summary>
    /// Runs <paramref name="work"/> on the single writer. It may share its commit with other work, and may run twice when
    /// other work in the same commit failed: it must change nothing but the database. An exception it throws is rethrown here
    /// and undoes this work only.
    /// </summary>
    public Task<T> WriteAsync<T>(Func<SqliteConnection, SqliteTransaction, T> work) =>
        WriteAsync(session => work(session.Connection, session.Transaction!));

    /// <summary>Runs <paramref name="work"/> on a read-only connection, seeing the last commit.</summary>
    public T Read<T>(Func<SqliteConnection, T> work) => ReadSession(session => work(session.Connection));

    /// <summary>The time between attempts while the disk is full.</summary>
    internal TimeSpan StorageRetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    internal Task<T> WriteAsync<T>(Func<SqlSession, T> work, Action<T>? committed = null)
    {
        var job = new DelegateWriteJob<T>(work, committed);
        Enqueue(job);
        return job.Completion;
    }

    internal void Enqueue(WriteJob job) => Writer.Enqueue(job);

    internal T ReadSession<T>(Func<SqlSession, T> work)
    {
        _ = Writer;
        SqlSession session = _readers.TryTake(out SqlSession? pooled) ? pooled : new SqlSession(Connect("PRAGMA query_only = ON;"));
        try
        {
            return work(session);
        }
        finally
        {
            if (_writer is null)
                session.Dispose();
            else
                _readers.Add(session);
        }
    }

    internal void Open(IEnumerable<IMigrationSource> migrations, TimeProvider clock)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        _lock = DatabaseLock.Acquire(Path);
        try
        {
            SqliteConnection connection = Connect("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000;");
            _writerSession = new SqlSession(connection);
            Check(connection);
            Migrator.Apply(connection, migrations, clock);
            _writer = new WriterLoop(_writerSession, _logger, StorageRetryDelay);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 11 or 26)
        {
            Close();
            throw Corrupt(e.Message, e);
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <summary>Writes what waits and closes. With <paramref name="abandon"/> nothing more is written.</summary>
    internal void Close(bool abandon = false)
    {
        WriterLoop? writer = Interlocked.Exchange(ref _writer, null);
        if (abandon)
            writer?.Abandon();
        else
            writer?.Stop();

        while (_readers.TryTake(out SqlSession? reader))
            reader.Dispose();
        Interlocked.Exchange(ref _writerSession, null)?.Dispose();
        Interlocked.Exchange(ref _lock, null)?.Dispose();
    }

    private WriterLoop Writer =>
        _writer ?? throw new InvalidOperationException($"The database {Path} is not open: the engine has not started, or has stopped.");

    private SqliteConnection Connect(string pragmas)
    {
        var builder = new SqliteConnectionStringBuilder { DataSource = Path, Pooling = false, DefaultTimeout = 30 };
        var connection = new SqliteConnection(builder.ToString());
        try
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of the program.
            command.CommandText = "PRAGMA busy_timeout = 30000; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; " + pragmas;
#pragma warning restore CA2100
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void Check(SqliteConnection connection)
    {
        if (new FileInfo(Path) is { Exists: true, Length: > QuickCheckLimit })
            return;

        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA quick_check(1)";
        if (command.ExecuteScalar() is string answer && answer != "ok")
            throw Corrupt(answer, null);
    }

    private InvalidOperationException Corrupt(string detail, Exception? inner) =>
        new($"The database {Path} is damaged ({detail}). It was not changed. Restore it from a copy, or move it away to start with an empty one.", inner);
}
