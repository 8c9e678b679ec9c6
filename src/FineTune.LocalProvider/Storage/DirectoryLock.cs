namespace FineTune.LocalProvider.Storage;

/// <summary>Keeps a second process off the same folder. The lock ends with the process, however it ends.</summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly FileStream stream;

    public DirectoryLock(string directory)
    {
        Directory.CreateDirectory(directory);
        var path = Path.Combine(directory, "provider.lock");
        try
        {
            stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new InvalidOperationException($"The folder '{directory}' is in use by another local provider (lock file '{path}'). Stop that one, or set another DataDirectory.", e);
        }
    }

    public void Dispose() => stream.Dispose();
}
