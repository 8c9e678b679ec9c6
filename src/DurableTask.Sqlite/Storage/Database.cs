using Microsoft.Data.Sqlite;

namespace DurableTask.Sqlite.Storage;

/// <summary>An open database: the writer's connection, a pool of readers, and the lock that excludes other processes.</summary>
internal sealed class Database : IDisposable
{
    private const int MaxIdleReaders = 4;

    private readonly Stack<SqlSession> _readers = [];
    private readonly DatabaseLock _lock;
    private bool _closed;

    private Database(string path, DatabaseLock databaseLock, SqlSession writer)
    {
        Path = path;
        _lock = databaseLock;
        Writer = writer;
    }

    public string Path { get; }

    /// <summary>The only writing connection; used by one thread at a time.</summary>
    public SqlSession Writer { get; }

    /// <exception cref="SqliteTaskHubException">The file is in use, damaged, not writable, or not a task hub of this version.</exception>
    public static Database Open(string databasePath)
    {
        string path = System.IO.Path.GetFullPath(databasePath);
        DatabaseLock? databaseLock = null;
        SqlSession? writer = null;
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            databaseLock = DatabaseLock.Acquire(path);
            writer = Connect(path, SqliteOpenMode.ReadWriteCreate);
            if (!DatabaseCheck.IsEmpty(writer, path))
                DatabaseCheck.CheckStructure(writer, path);
            writer.Script(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -2000;");
            Migrations.Apply(writer);
            return new Database(path, databaseLock, writer);
        }
        catch (Exception e)
        {
            writer?.Dispose();
            databaseLock?.Dispose();
            if (e is SqliteException sqlite)
                throw DatabaseCheck.Explain(sqlite, path);
            if (e is UnauthorizedAccessException or IOException)
                throw DatabaseCheck.NotWritable(path, e);
            throw;
        }
    }

    /// <summary>Opens a new connection.</summary>
    public static SqlSession Connect(string path, SqliteOpenMode mode)
    {
        var builder = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 30 };
        var session = new SqlSession(new SqliteConnection(builder.ToString()));
        try
        {
            session.Connection.Open();
            session.Script("PRAGMA busy_timeout = 30000; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -500;");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Runs <paramref name="work"/> on a read-only connection, which sees the last commit.</summary>
    public T Read<T>(Func<SqlSession, T> work)
    {
        SqlSession session = TakeReader() ?? Connect(Path, SqliteOpenMode.ReadOnly);
        try
        {
            return work(session);
        }
        finally
        {
            if (!KeepReader(session))
                session.Dispose();
        }
    }

    public void Dispose()
    {
        lock (_readers)
            _closed = true;
        while (_readers.TryPop(out SqlSession? reader))
            reader.Dispose();
        Writer.Dispose();
        _lock.Dispose();
    }

    private SqlSession? TakeReader()
    {
        lock (_readers)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return _readers.TryPop(out SqlSession? idle) ? idle : null;
        }
    }

    private bool KeepReader(SqlSession session)
    {
        lock (_readers)
        {
            if (_closed || _readers.Count >= MaxIdleReaders)
                return false;
            _readers.Push(session);
            return true;
        }
    }
}
