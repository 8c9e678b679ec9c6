using FineTune.Cli.Data;

namespace FineTune.Cli.Head;

/// <summary>One head per data folder. The operating system lets go of the lock when the process ends, however it ends.</summary>
internal sealed class HeadLock : IDisposable
{
    private readonly FileStream _stream;

    private HeadLock(FileStream stream) => _stream = stream;

    public static HeadLock Take(DataFolder data)
    {
        try
        {
            return new HeadLock(new FileStream(data.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            var other = HeadFile.Read(data);
            throw new CommandException(
                $"Another head uses '{data.Path}'{(other is null ? "" : $": process {other.Pid}, {other.Url}")}.",
                "Use that one (the other commands find it by themselves), stop it with Ctrl+C, or name another folder with --data.",
                ExitCodes.Unavailable, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new CommandException(
                $"'{data.LockFile}' cannot be written: {e.Message}", "Name a folder you may write to with --data.", ExitCodes.Usage, e);
        }
    }

    public void Dispose() => _stream.Dispose();
}
