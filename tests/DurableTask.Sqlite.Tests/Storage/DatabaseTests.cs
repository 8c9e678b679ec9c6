using System.Diagnostics;
using DurableTask.Sqlite.Inspection;
using DurableTask.Sqlite.Storage;
using Microsoft.Data.Sqlite;

namespace DurableTask.Sqlite.Tests.Storage;

/// <summary>Databases that cannot be used are refused with a sentence that says what to do, and are left as they are.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class DatabaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("durabletask-sqlite-").FullName;

    private string File => Path.Combine(_folder, "hub.db");

    public void Dispose()
    {
        System.IO.File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Open_Missing_CreatesFileAndFolder()
    {
        string path = Path.Combine(_folder, "a", "b", "hub.db");

        Database.Open(path).Dispose();

        Assert.True(System.IO.File.Exists(path));
        TaskHubReport report = TaskHubInspector.Read(path)!;
        Assert.Equal((Migrations.Scripts.Count, Migrations.Scripts.Count), (report.SchemaVersion, report.KnownSchemaVersion));
        Database.Open(path).Dispose();
    }

    [Fact]
    public void Open_EmptyFile_IsTakenOver()
    {
        System.IO.File.WriteAllBytes(File, []);

        Database.Open(File).Dispose();

        Assert.NotNull(TaskHubInspector.Read(File));
    }

    [Fact]
    public void Open_Held_NamesTheProcess()
    {
        using Database database = Database.Open(File);

        SqliteTaskHubException e = Assert.Throws<SqliteTaskHubException>(() => Database.Open(File));

        Assert.Equal(
            $"The database {File} is in use by process {Environment.ProcessId}. Stop that process, or use another database file.",
            e.Message);
    }

    [Fact]
    public void Open_HolderWasKilled_Succeeds()
    {
        System.IO.File.WriteAllText(File + ".lock", "");
        System.IO.File.WriteAllText(File + ".pid", "999999");

        using Database database = Database.Open(File);

        Assert.Equal(Environment.ProcessId, DatabaseLock.ReadHolder(File));
    }

    [Fact]
    public void Open_NotADatabase_IsRefusedAndUntouched()
    {
        string text = string.Concat(Enumerable.Repeat("{\"not\":\"a database\"}\n", 500));
        System.IO.File.WriteAllText(File, text);

        Assert.Equal($"The file {File} is not a SQLite database. Use another database file; this one was not changed.", Refused());
        Assert.Equal(text, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void Open_DatabaseOfAnotherProgram_IsRefusedAndUntouched()
    {
        Script("CREATE TABLE bookmarks(url TEXT); INSERT INTO bookmarks VALUES ('x');");
        byte[] before = System.IO.File.ReadAllBytes(File);

        Assert.Equal($"The database {File} belongs to another program. Use another database file; this one was not changed.", Refused());
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void Open_OtherApplicationId_IsRefused()
    {
        Script("PRAGMA application_id = 1234;");

        Assert.Contains("belongs to another program", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_DatabaseOfAnEarlierEngine_SaysToFinishOrExportThere()
    {
        Script("CREATE TABLE schema_versions(component TEXT); CREATE TABLE instances(key INTEGER); CREATE TABLE inbox(seq INTEGER);");

        Assert.Equal(
            $"The database {File} was written by an earlier engine, whose histories this version cannot replay. "
            + "Finish or export its orchestrations with the earlier version, then use another database file.",
            Refused());
    }

    [Fact]
    public void Open_NewerVersion_IsRefused()
    {
        Database.Open(File).Dispose();
        Script("PRAGMA user_version = 999;");

        Assert.Equal(
            $"The database {File} was written by a newer version of this program (its schema is 999, this version knows "
            + $"{Migrations.Scripts.Count}). Start the newer version, or use another database file.",
            Refused());
    }

    [Fact]
    public void Open_Damaged_IsRefused()
    {
        using (Database database = Database.Open(File))
        {
            for (int i = 0; i < 500; i++)
                HistoryTable.Append(database.Writer, i, 0, new byte[500]);
        }

        using (FileStream file = System.IO.File.OpenWrite(File))
        {
            file.Position = 4096 * 3;
            file.Write(new byte[4096 * 20]);
        }

        string message = Refused();
        Assert.StartsWith($"The database {File} is damaged (", message, StringComparison.Ordinal);
        Assert.EndsWith("Restore it from a copy, or move it away to start with an empty one.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_CutOff_IsRefused()
    {
        using (Database database = Database.Open(File))
            HistoryTable.Append(database.Writer, 1, 0, new byte[50_000]);
        using (FileStream file = System.IO.File.OpenWrite(File))
            file.SetLength(file.Length / 2);

        Assert.Contains("is damaged", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_FolderIsAFile_IsRefused()
    {
        string file = Path.Combine(_folder, "file");
        System.IO.File.WriteAllText(file, "");

        SqliteTaskHubException e = Assert.Throws<SqliteTaskHubException>(() => Database.Open(Path.Combine(file, "hub.db")));

        Assert.Contains("cannot be opened for writing", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ReadOnlyFolder_SaysToMakeItWritable()
    {
        // Root may write anywhere, so the attempt is made by a process without privileges.
        Assert.SkipWhen(Environment.IsPrivilegedProcess && !System.IO.File.Exists("/usr/bin/setpriv"), "setpriv is missing.");
        System.IO.File.SetUnixFileMode(_folder,
            UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        string message = Environment.IsPrivilegedProcess ? RefusedWithoutPrivileges() : Refused();

        Assert.Contains($"The database {File} cannot be opened for writing", message, StringComparison.Ordinal);
        Assert.EndsWith("Make its folder writable for this user, or use another database file.", message.TrimEnd(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WhileAnotherCommits_SeesWholeCommits()
    {
        using Database database = Database.Open(File);
        var count = new Sql("SELECT count(*) FROM history");

        HistoryTable.Append(database.Writer, 1, 0, [1]);
        database.Writer.Script("BEGIN IMMEDIATE");
        HistoryTable.Append(database.Writer, 1, 1, [1]);

        Assert.Equal(1, database.Read(session => session.Number(count)));
        database.Writer.Script("COMMIT");
        Assert.Equal(2, database.Read(session => session.Number(count)));
    }

    private string Refused()
    {
        string message = Assert.Throws<SqliteTaskHubException>(() => Database.Open(File)).Message;
        Assert.False(System.IO.File.Exists(File + ".pid"), "The refused database is not held any more.");
        return message;
    }

    private string RefusedWithoutPrivileges()
    {
        var start = new ProcessStartInfo("/usr/bin/setpriv")
        {
            Arguments = $"--reuid=65534 --regid=65534 --clear-groups -- {Environment.ProcessPath} {KilledProcess.OpenArgument} {File}",
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }

    private void Script(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Written in the tests above.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
