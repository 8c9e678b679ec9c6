using FineTune.Core.Storage;
using FineTune.Storage.Folders;

namespace FineTune.EndToEnd.Tests;

/// <summary>A data folder of one test, deleted after it.</summary>
internal sealed class TemporaryData : IDisposable
{
    public TemporaryData()
    {
        Path = Directory.CreateTempSubdirectory("finetune-e2e-").FullName;
        Store = new FolderBlobStore(Path);
    }

    public string Path { get; }

    public IBlobStore Store { get; }

    public string Text(params IEnumerable<string> parts) => File.ReadAllText(System.IO.Path.Combine([Path, .. parts]));

    /// <summary>The files below a folder that have a name, by their path relative to it, with their text.</summary>
    public SortedDictionary<string, string> Texts(string folder, string name)
    {
        var root = System.IO.Path.Combine(Path, folder);
        return new SortedDictionary<string, string>(
            Directory.EnumerateFiles(root, name, SearchOption.AllDirectories).ToDictionary(f => System.IO.Path.GetRelativePath(root, f), File.ReadAllText),
            StringComparer.Ordinal);
    }

    /// <summary>When a file was last written; the default where there is none.</summary>
    public DateTime Changed(string name)
    {
        var file = new FileInfo(System.IO.Path.Combine(Path, name));
        return file.Exists ? file.LastWriteTimeUtc : default;
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A dying process may still hold a file; the temporary folder is emptied by the system.
        }
    }

    /// <summary>Writes a file of JSON lines beside the data and returns its path.</summary>
    public string Write(string name, IEnumerable<string> lines)
    {
        var path = System.IO.Path.Combine(Path, "input-" + name);
        File.WriteAllText(path, string.Concat(lines.Select(line => line + "\n")));
        return path;
    }

    public Task<T?> ReadAsync<T>(BlobRef blob) => Store.ReadJsonAsync<T>(blob);
}
