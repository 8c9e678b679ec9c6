using Microsoft.Data.Sqlite;

namespace DurableTask.Sqlite.Storage;

/// <summary>Tells a task hub of ours from every other file, in a sentence with a next step.</summary>
internal static class DatabaseCheck
{
    private const int SqliteReadOnly = 8;
    private const int SqliteCorrupt = 11;
    private const int SqliteCantOpen = 14;
    private const int SqliteNotADatabase = 26;
    private const long QuickCheckLimit = 64L * 1024 * 1024;

    public static readonly Sql UserVersion = new("PRAGMA user_version");
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
            if (version > Migrations.Scripts.Count)
                throw new SqliteTaskHubException(
                    $"The database {path} was written by a newer version of this program (its schema is {version}, this version knows {Migrations.Scripts.Count}). Start the newer version, or use another database file.");
            return false;
        }

        List<string> tables = session.Query(s_tables, row => row.Text(0));
        if (application == 0 && tables.Count == 0)
            return true;

        if (tables.Contains("schema_versions") && tables.Contains("instances") && tables.Contains("inbox"))
            throw new SqliteTaskHubException(
                $"The database {path} was written by an earlier engine, whose histories this version cannot replay. Finish or export its orchestrations with the earlier version, then use another database file.");
        throw new SqliteTaskHubException($"The database {path} belongs to another program. Use another database file; this one was not changed.");
    }

    /// <summary>Checks the structure of a database of moderate size; a larger one shows its damage when it is read.</summary>
    public static void CheckStructure(SqlSession session, string path)
    {
        if (new FileInfo(path).Length <= QuickCheckLimit && session.Query(s_quickCheck, row => row.Text(0)) is [var answer] && answer != "ok")
            throw Damaged(path, answer, null);
    }

    /// <summary>The sentence for an error of SQLite while opening or reading.</summary>
    public static SqliteTaskHubException Explain(SqliteException exception, string path) => exception.SqliteErrorCode switch
    {
        SqliteCorrupt => Damaged(path, exception.Message, exception),
        SqliteNotADatabase => new($"The file {path} is not a SQLite database. Use another database file; this one was not changed.", exception),
        SqliteReadOnly or SqliteCantOpen => NotWritable(path, exception),
        _ => new($"The database {path} cannot be used: {exception.Message}", exception),
    };

    public static SqliteTaskHubException NotWritable(string path, Exception exception) => new(
        $"The database {path} cannot be opened for writing ({exception.Message}). Make its folder writable for this user, or use another database file.", exception);

    private static SqliteTaskHubException Damaged(string path, string detail, Exception? inner) =>
        new($"The database {path} is damaged ({detail}). It was not changed. Restore it from a copy, or move it away to start with an empty one.", inner);
}
