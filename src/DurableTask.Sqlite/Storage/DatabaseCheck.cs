using Microsoft.Data.Sqlite;

namespace DurableTask.Sqlite.Storage;

/// <summary>Refuses files that are not usable as a task hub, with a message that says what to do.</summary>
internal static class DatabaseCheck
{
    public static readonly Sql UserVersion = new("PRAGMA user_version");

    private const int SqliteBusy = 5;
    private const int SqliteReadOnly = 8;
    private const int SqliteCorrupt = 11;
    private const int SqliteFull = 13;
    private const int SqliteCantOpen = 14;
    private const int SqliteNotADatabase = 26;
    private const long QuickCheckLimit = 64L * 1024 * 1024;

    private static readonly Sql s_applicationId = new("PRAGMA application_id");
    private static readonly Sql s_tables = new("SELECT name FROM sqlite_master WHERE type = 'table'");
    private static readonly Sql s_quickCheck = new("PRAGMA quick_check(1)");

    /// <summary>Whether the database has no tables yet.</summary>
    /// <exception cref="SqliteTaskHubException">It belongs to another program, to an earlier engine or to a newer version.</exception>
    public static bool IsEmpty(SqlSession session, string path)
    {
        long application = session.Number(s_applicationId);
        if (application == Migrations.ApplicationId)
        {
            long version = session.Number(UserVersion);
            return version <= Migrations.Scripts.Count ? false : throw Newer(path, version);
        }

        List<string> tables = session.Query(s_tables, row => row.Text(0));
        if (application == 0 && tables.Count == 0)
            return true;
        throw tables.Contains("schema_versions") && tables.Contains("instances") && tables.Contains("inbox")
            ? new SqliteTaskHubException(
                $"The database {path} was written by an earlier engine, whose histories this version cannot replay. "
                + "Finish or export its orchestrations with the earlier version, then use another database file.")
            : new SqliteTaskHubException(
                $"The database {path} belongs to another program. Use another database file; this one was not changed.");
    }

    /// <summary>Checks the structure of a database of moderate size. The check takes too long for larger ones.</summary>
    public static void CheckStructure(SqlSession session, string path)
    {
        if (new FileInfo(path).Length > QuickCheckLimit)
            return;
        string answer = session.Query(s_quickCheck, row => row.Text(0))[0];
        if (answer != "ok")
            throw Damaged(path, answer, null);
    }

    /// <summary>The exception for an SQLite error while opening or reading.</summary>
    public static SqliteTaskHubException Explain(SqliteException exception, string path) => exception.SqliteErrorCode switch
    {
        SqliteCorrupt => Damaged(path, exception.Message, exception),
        SqliteNotADatabase => new(
            $"The file {path} is not a SQLite database. Use another database file; this one was not changed.", exception),
        SqliteReadOnly or SqliteCantOpen => NotWritable(path, exception),
        SqliteFull => new($"The disk of the database {path} is full. Free space on it and start again.", exception),
        SqliteBusy => new($"The database {path} is locked by another program. End that program and start again.", exception),
        _ => new($"The database {path} cannot be used: {exception.Message}", exception),
    };

    public static SqliteTaskHubException NotWritable(string path, Exception exception) => new(
        $"The database {path} cannot be opened for writing ({exception.Message}). "
        + "Make its folder writable for this user, or use another database file.",
        exception);

    private static SqliteTaskHubException Newer(string path, long version) => new(
        $"The database {path} was written by a newer version of this program (its schema is {version}, this version knows "
        + $"{Migrations.Scripts.Count}). Start the newer version, or use another database file.");

    private static SqliteTaskHubException Damaged(string path, string detail, Exception? inner) => new(
        $"The database {path} is damaged ({detail}). It was not changed. "
        + "Restore it from a copy, or move it away to start with an empty one.",
        inner);
}
