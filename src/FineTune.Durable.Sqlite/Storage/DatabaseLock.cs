using System.Globalization;
using System.Text;

namespace FineTune.Durable.Sqlite.Storage;

/// <summary>
/// One process per database: a file beside it, held open exclusively and naming the holder. The operating system lets go of
/// it when the process dies, however it dies.
/// </summary>
internal sealed class DatabaseLock : IDisposable
{
    private readonly FileStream _file;

    private DatabaseLock(FileStream file) => _file = file;

    /// <exception cref="InvalidOperationException">Another process, or another engine in this one, holds the database.</exception>
    public static DatabaseLock Acquire(string databasePath)
    {
        string path = databasePath + ".lock";
        FileStream file;
        try
        {
            // On Windows readers must be let in to read the holder's pid; on Unix anything but None takes no exclusive lock.
            FileShare share = OperatingSystem.IsWindows() ? FileShare.Read : FileShare.None;
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException))
        {
            throw new InvalidOperationException(
                $"The database {databasePath} is in use by process {ReadHolder(path)}. Stop that process, or use another data folder.", e);
        }

        file.SetLength(0);
        file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        file.Flush();
        return new DatabaseLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static string ReadHolder(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            string pid = reader.ReadToEnd().Trim();
            return pid.Length == 0 ? "(starting)" : pid;
        }
        catch (IOException)
        {
            return "(unknown)";
        }
    }
}
