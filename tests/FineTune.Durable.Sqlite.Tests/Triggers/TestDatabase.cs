using FineTune.Durable.Sqlite.Storage;
using FineTune.Durable.Sqlite.Triggers;
using Microsoft.Extensions.Logging.Abstractions;

namespace FineTune.Durable.Sqlite.Tests.Triggers;

/// <summary>A database file of its own with the tables of the triggers.</summary>
internal sealed class TestDatabase : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("triggers-");

    public TestDatabase() => Database = Open();

    public SqliteDatabase Database { get; private set; }

    /// <summary>Closes and opens the file, as a restart of the process does.</summary>
    public void Reopen()
    {
        Database.Close();
        Database = Open();
    }

    public void Dispose()
    {
        Database.Close();
        _folder.Delete(recursive: true);
    }

    private SqliteDatabase Open()
    {
        var database = new SqliteDatabase(Path.Combine(_folder.FullName, "engine.db"), NullLogger.Instance);
        database.Open([new TriggerMigrations()], TimeProvider.System);
        return database;
    }
}
