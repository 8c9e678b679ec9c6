using System.Globalization;

namespace DurableTask.Sqlite.Storage;

/// <summary>
/// One process per database: a file beside it, held open exclusively. The operating system lets go of it when the process
/// dies, however it dies. A second file names the holder, because the first cannot be read while it is held.
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

    /// <exception cref="SqliteTaskHubException">Another process, or another service in this one, holds the database.</exception>
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

    /// <summary>The process that said it holds the database; it may have died since. Null where none said so.</summary>
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
