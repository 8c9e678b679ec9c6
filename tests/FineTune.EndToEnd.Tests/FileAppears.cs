namespace FineTune.EndToEnd.Tests;

/// <summary>Completes when a file whose path contains a text is written below a folder.</summary>
internal sealed class FileAppears : IDisposable
{
    private readonly FileSystemWatcher _watcher;
    private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _text;

    public FileAppears(string folder, string text)
    {
        _text = text;
        Directory.CreateDirectory(folder);
        _watcher = new FileSystemWatcher(folder) { IncludeSubdirectories = true, InternalBufferSize = 64 * 1024 };
        _watcher.Created += (_, file) => Look(file.FullPath);
        _watcher.Changed += (_, file) => Look(file.FullPath);
        _watcher.Renamed += (_, file) => Look(file.FullPath);
        _watcher.EnableRaisingEvents = true;
    }

    public Task Seen => _seen.Task;

    public void Dispose() => _watcher.Dispose();

    private void Look(string path)
    {
        if (!path.Contains("/.tmp/", StringComparison.Ordinal) && path.Contains(_text, StringComparison.Ordinal))
        {
            _seen.TrySetResult();
        }
    }
}
