using System.IO.Enumeration;
using FineTune.Cli.Data;
using FineTune.Core.Storage;
using FunctionsHost.Local.Triggers.Blobs;
using Microsoft.Extensions.Logging;

namespace FineTune.Cli.Hosting.Triggers;

/// <summary>
/// Blob triggers over the data folder. A listing looks at sizes and times only; the content is hashed once it has stood still, so that
/// a large copy in progress costs nothing.
/// </summary>
internal sealed class FolderTriggerStorage(DataFolder data, TimeSpan settleTime, IBlobStore store, ILogger logger) : IBlobTriggerStorage
{
    private static readonly EnumerationOptions Options = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.None,
    };

    private readonly BlobTriggerStorage _blobs = new(store, logger);

    public TimeSpan? SettleTime => settleTime;

    public IAsyncEnumerable<BlobTriggerItem> ListAsync(string container, CancellationToken cancellationToken) =>
        Enumerate(Path.Combine(data.Path, container)).ToAsyncEnumerable();

    public Task<string?> GetETagAsync(string container, string name, CancellationToken cancellationToken) =>
        _blobs.GetETagAsync(container, name, cancellationToken);

    public Task<Stream?> OpenReadAsync(string container, string name, CancellationToken cancellationToken) =>
        _blobs.OpenReadAsync(container, name, cancellationToken);

    public Task WritePoisonAsync(PoisonMessage message, CancellationToken cancellationToken) =>
        _blobs.WritePoisonAsync(message, cancellationToken);

    private static IEnumerable<BlobTriggerItem> Enumerate(string folder) => !Directory.Exists(folder)
        ? []
        : new FileSystemEnumerable<BlobTriggerItem>(folder, (ref entry) => Describe(folder, ref entry), Options)
        {
            ShouldIncludePredicate = (ref entry) => !entry.IsDirectory && entry.FileName is not ['.', ..],
            ShouldRecursePredicate = (ref entry) => entry.FileName is not ['.', ..] && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        }
        .Where(item => IsBlobName(item.Name));

    private static BlobTriggerItem Describe(string folder, ref FileSystemEntry entry) => new(
        Path.GetRelativePath(folder, entry.ToFullPath()).Replace(Path.DirectorySeparatorChar, '/'), entry.Length, entry.LastWriteTimeUtc);

    /// <summary>Other names no store can hold; listing them would only make the scan fail.</summary>
    private static bool IsBlobName(string name) =>
        !name.Any(char.IsControl) && !name.Contains('\\') && !name.Contains("..", StringComparison.Ordinal)
        && name.Split('/').All(segment => segment[^1] != '.');
}
