using System.Globalization;

namespace DurableTask.Sqlite.Storage;

/// <summary>
/// Restricts a database to one process, by a lock file that is open exclusively. The operating system releases it when the process
/// ends, even if it is killed. A second file contains the process ID, because the lock file cannot be read while it is locked.
/// </summary>
internal sealed class DatabaseLock : IDisposable
{
    private readonly FileStream _file;
    private readonly string _holderPath;

    private DatabaseLock(FileStream file, string holderPath)
    {
        _file = file;
        _holderPath = holderPath;
    }

    /// <exception cref="SqliteTaskHubException">Another process, or another service in this process, has the lock.</exception>
    public static DatabaseLock Acquire(string databasePath)
    {
        string holderPath = HolderPath(databasePath);
        FileStream file;
        try
        {
            file = new FileStream(databasePath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
        {
            string holder = ReadHolder(databasePath)?.ToString(CultureInfo.InvariantCulture) ?? "(unknown: it is starting)";
            throw new SqliteTaskHubException(
                $"The database {databasePath} is in use by process {holder}. Stop that process, or use another database file.", e);
        }

        try
        {
            File.WriteAllText(holderPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new DatabaseLock(file, holderPath);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The ID of the process that took the lock last; it may have died since. Null if the lock was released.</summary>
    public static int? ReadHolder(string databasePath)
    {
        try
        {
            return int.TryParse(File.ReadAllText(HolderPath(databasePath)), CultureInfo.InvariantCulture, out int id) ? id : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        File.Delete(_holderPath);
        _file.Dispose();
    }

    private static string HolderPath(string databasePath) => databasePath + ".pid";
}
