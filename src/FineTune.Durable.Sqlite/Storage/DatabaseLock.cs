using System.Globalization;

namespace FineTune.Durable.Sqlite.Storage;

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

    /// <exception cref="InvalidOperationException">Another process, or another engine in this one, holds the database.</exception>
    public static DatabaseLock Acquire(string databasePath)
    {
        string holderPath = databasePath + ".pid";
        FileStream file;
        try
        {
            file = new FileStream(databasePath + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new InvalidOperationException(
                $"The database {databasePath} is in use by process {ReadHolder(holderPath)}. Stop that process, or use another data folder.", e);
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

    public void Dispose()
    {
        File.Delete(_holderPath);
        _file.Dispose();
    }

    private static string ReadHolder(string path)
    {
        try
        {
            string pid = File.ReadAllText(path).Trim();
            return pid.Length == 0 ? "(unknown: it is starting)" : pid;
        }
        catch (IOException)
        {
            return "(unknown: it is starting)";
        }
    }
}
