using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using FunctionsHost.Local.Triggers.Blobs;

namespace FunctionsHost.Local.Tests.Triggers;

/// <summary>A folder as a blob store: containers are folders, the ETag is the hash of the content.</summary>
internal sealed class FolderBlobStorage(string root) : IBlobTriggerStorage
{
    public int Hashed { get; private set; }

    public async IAsyncEnumerable<BlobTriggerItem> ListAsync(string container,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var folder = new DirectoryInfo(Path.Combine(root, container));
        if (!folder.Exists) yield break;
        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories))
            yield return new BlobTriggerItem(Path.GetRelativePath(folder.FullName, file.FullName).Replace('\\', '/'), file.Length,
                file.LastWriteTimeUtc);
    }

    public async Task<string?> GetETagAsync(string container, string name, CancellationToken cancellationToken)
    {
        Hashed++;
        await using var file = File.OpenRead(Path.Combine(root, container, name));
        return Convert.ToHexString(await SHA256.HashDataAsync(file, cancellationToken));
    }

    public Task<Stream?> OpenReadAsync(string container, string name, CancellationToken cancellationToken) =>
        Task.FromResult<Stream?>(File.OpenRead(Path.Combine(root, container, name)));

    public Task WritePoisonAsync(PoisonMessage message, CancellationToken cancellationToken) => Task.CompletedTask;
}
