namespace FineTune.EndToEnd.Tests;

/// <summary>
/// Says when a file whose path contains a text is written below a folder: one that was not there, or has changed since. It looks
/// by itself, since a watcher misses files in folders that are made at the same moment.
/// </summary>
internal sealed class FileAppears(string folder, string text)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(20);
    private readonly Dictionary<string, DateTime> _before = Find(folder, text);

    /// <summary>True when such a file was written; false when <paramref name="end"/> came first.</summary>
    public async Task<bool> BeforeAsync(Task end)
    {
        using var timer = new PeriodicTimer(_pause);
        while (!end.IsCompleted && await timer.WaitForNextTickAsync())
        {
            if (Find(folder, text).Any(file => !_before.TryGetValue(file.Key, out var time) || time != file.Value))
            {
                return true;
            }
        }

        return false;
    }

    private static Dictionary<string, DateTime> Find(string folder, string text)
    {
        var found = new Dictionary<string, DateTime>(StringComparer.Ordinal);
        try
        {
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
            {
                if (!file.FullName.Contains("/.", StringComparison.Ordinal) && file.FullName.Contains(text, StringComparison.Ordinal))
                {
                    found[file.FullName] = file.LastWriteTimeUtc;
                }
            }
        }
        catch (IOException)
        {
            // A file or folder went away while it was being looked at: the next look tells.
        }

        return found;
    }
}
