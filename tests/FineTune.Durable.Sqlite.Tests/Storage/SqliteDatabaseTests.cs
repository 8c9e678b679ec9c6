using FineTune.Durable.Sqlite.Storage;
using FineTune.DurableContract;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FineTune.Durable.Sqlite.Tests.Storage;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("durable-").FullName;
    private readonly List<SqliteDatabase> _open = [];

    private string DatabasePath => Path.Combine(_folder, "sub", "durable.db");

    public void Dispose()
    {
        _open.ForEach(database => database.Close());
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Open_InUse_NamesTheHolder()
    {
        Open();

        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => Open());

        Assert.Contains(DatabasePath, e.Message, StringComparison.Ordinal);
        Assert.Contains($"in use by process {Environment.ProcessId}.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AfterClose_Works()
    {
        Open().Close();

        Assert.Equal(0L, Open().ReadSession(session => session.Scalar("SELECT count(*) FROM instances")));
    }

    [Fact]
    public void Open_DamagedFile_IsRefusedAndLeftAlone()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(DatabasePath)!);
        byte[] garbage = [.. Enumerable.Range(0, 8192).Select(n => (byte)(n * 31))];
        File.WriteAllBytes(DatabasePath, garbage);

        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => Open());

        Assert.Contains("is damaged", e.Message, StringComparison.Ordinal);
        Assert.Equal(garbage, File.ReadAllBytes(DatabasePath));
    }

    [Fact]
    public void Open_DamagedPage_IsRefused()
    {
        SqliteDatabase database = Open(new Component("test", "CREATE TABLE t(x TEXT)", $"INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) SELECT hex(randomblob(50)) FROM n"));
        database.Close();
        using (FileStream file = File.OpenWrite(DatabasePath))
        {
            file.Seek(-4096 * 3, SeekOrigin.End);
            file.Write(new byte[4096 * 2]);
        }

        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => Open());

        Assert.Contains("is damaged", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WrittenByANewerVersion_IsRefused()
    {
        Open(new Component("test", "CREATE TABLE a(x)", "CREATE TABLE b(x)")).Close();

        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => Open(new Component("test", "CREATE TABLE a(x)")));

        Assert.Contains("newer version of this program (component 'test' is at 2, this program knows 1)", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NewMigration_RunsOnceOnTopOfTheOld()
    {
        Open(new Component("test", "CREATE TABLE a(x)")).Close();
        Open(new Component("test", "CREATE TABLE a(x)", "INSERT INTO a VALUES (1)")).Close();
        SqliteDatabase database = Open(new Component("test", "CREATE TABLE a(x)", "INSERT INTO a VALUES (1)"));

        Assert.Equal(1L, database.ReadSession(session => session.Scalar("SELECT count(*) FROM a")));
        Assert.Equal(2L, database.ReadSession(session => session.Scalar("SELECT version FROM schema_versions WHERE component = 'test'")));
    }

    [Fact]
    public void Open_FailingMigration_ChangesNothing()
    {
        Assert.Throws<SqliteException>(() => Open(new Component("test", "CREATE TABLE a(x); CREATE TABLE a(x);")));

        Assert.Equal(0L, Open().ReadSession(session => session.Scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'a'")));
    }

    [Theory]
    [InlineData("journal_mode", "wal")]
    [InlineData("synchronous", 2L)]
    [InlineData("foreign_keys", 1L)]
    [InlineData("busy_timeout", 30000L)]
    public async Task Writer_Pragmas_AreTheDurableOnes(string pragma, object expected)
    {
        SqliteDatabase database = Open();

        Assert.Equal(expected, await database.WriteAsync(session => session.Scalar($"PRAGMA {pragma}")));
    }

    [Fact]
    public async Task WriteAsync_OneOfABatchThrows_OnlyItFails()
    {
        SqliteDatabase database = Open(new Component("test", "CREATE TABLE a(x)"));
        using var gate = new ManualResetEventSlim();
        Task<bool> blocker = database.WriteAsync((_, _) =>
        {
            gate.Wait();
            return true;
        });

        Task<int>[] writes = [.. Enumerable.Range(0, 5).Select(n => database.WriteAsync(session =>
        {
            session.Execute("INSERT INTO a VALUES ($1)", n);
            return n == 2 ? throw new InvalidDataException("no") : n;
        }))];
        gate.Set();
        await blocker;
        await Task.WhenAll(writes.Where((_, n) => n != 2));

        await Assert.ThrowsAsync<InvalidDataException>(() => writes[2]);
        Assert.Equal([0L, 1L, 3L, 4L], database.ReadSession(session => session.Query("SELECT x FROM a ORDER BY x", row => row.GetInt64(0))));
    }

    [Fact]
    public async Task WriteAsync_DiskFull_WaitsForRoomAndLosesNothing()
    {
        var lines = new LineCollector();
        using ILoggerFactory loggers = LoggerFactory.Create(builder => builder.AddProvider(lines));
        var database = new SqliteDatabase(DatabasePath, loggers.CreateLogger("db")) { StorageRetryDelay = TimeSpan.FromMilliseconds(1) };
        int attempts = 0;
        database.Open([new EngineMigrations(), new Component("test", "CREATE TABLE a(x)")], TimeProvider.System);
        _open.Add(database);
        await database.WriteAsync(session => LimitPages(session, 1));

        // Room appears, as if files were deleted, after the third attempt.
        Task<int> write = database.WriteAsync(session =>
        {
            if (++attempts == 3)
                LimitPages(session, 1_000_000);
            return session.Execute("INSERT INTO a VALUES (zeroblob(100000))");
        });

        Assert.Equal(1, await write);
        Assert.Equal(3, attempts);
        Assert.Equal(2, lines.Of("db").Count);
        Assert.Contains("cannot be written", lines.Of("db")[0], StringComparison.Ordinal);
        Assert.Equal(1L, database.ReadSession(session => session.Scalar("SELECT count(*) FROM a")));

        static bool LimitPages(SqlSession session, int pages) => session.Scalar($"PRAGMA max_page_count = {pages}") is long;
    }

    [Fact]
    public async Task Read_AfterWrite_SeesItAndCannotWrite()
    {
        SqliteDatabase database = Open(new Component("test", "CREATE TABLE a(x)"));
        await database.WriteAsync((connection, transaction) =>
        {
            using SqliteCommand command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "INSERT INTO a VALUES (7)";
            return command.ExecuteNonQuery();
        });

        Assert.Equal(7L, database.Read(connection =>
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "SELECT x FROM a";
            return command.ExecuteScalar();
        }));
        Assert.Throws<SqliteException>(() => database.ReadSession(session => session.Execute("DELETE FROM a")));
    }

    [Fact]
    public void Read_NotOpen_SaysSo()
    {
        var database = new SqliteDatabase(DatabasePath, NullLogger.Instance);

        InvalidOperationException e = Assert.Throws<InvalidOperationException>(() => database.Read(_ => 1));

        Assert.Contains("is not open", e.Message, StringComparison.Ordinal);
    }

    private SqliteDatabase Open(params IMigrationSource[] components)
    {
        var database = new SqliteDatabase(DatabasePath, NullLogger.Instance);
        database.Open([new EngineMigrations(), .. components], TimeProvider.System);
        _open.Add(database);
        return database;
    }

    private sealed class Component(string name, params string[] scripts) : IMigrationSource
    {
        string IMigrationSource.Component => name;

        public IReadOnlyList<string> Scripts => scripts;
    }
}
