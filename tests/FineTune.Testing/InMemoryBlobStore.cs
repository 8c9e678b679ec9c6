using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using FineTune.Core.Storage;

namespace FineTune.Testing;

/// <summary>
/// The blob port in memory, for tests that are not about storage. <see cref="With"/> fills it, <see cref="Text"/> looks into it and <see cref="BeforeWrite"/> runs
/// before each change, to make a race or a failure happen.
/// </summary>
public sealed class InMemoryBlobStore(TimeProvider? time = null) : IBlobStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, SortedDictionary<string, Blob>> _containers = new(StringComparer.Ordinal);
    private readonly Dictionary<BlobRef, SortedDictionary<int, byte[]>> _blocks = [];
    private long _versions;

    /// <summary>Called before every write, append, commit and delete.</summary>
    public Func<BlobRef, Task>? BeforeWrite { get; set; }

    /// <summary>Every blob that was opened, in order.</summary>
    public ConcurrentQueue<BlobRef> Opened { get; } = [];

    /// <summary>Adds a blob and returns the store.</summary>
    public InMemoryBlobStore With(BlobRef blob, string content, params (string Name, string Value)[] metadata)
    {
        lock (_gate)
        {
            Put(blob, Encoding.UTF8.GetBytes(content), metadata.ToDictionary(m => m.Name, m => m.Value));
        }

        return this;
    }

    /// <summary>The content of a blob; null where there is none.</summary>
    public string? Text(BlobRef blob) => Find(blob) is { } found ? Encoding.UTF8.GetString(found.Content) : null;

    /// <summary>All blobs as <c>container/name</c>, in order.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate)
            {
                return [.. _containers.SelectMany(c => c.Value.Keys.Select(n => $"{c.Key}/{n}"))];
            }
        }
    }

    public Task<BlobProperties?> GetPropertiesAsync(BlobRef blob, CancellationToken cancellationToken = default)
    {
        Check(blob);
        return Task.FromResult(Find(blob)?.Properties);
    }

    public Task<BlobDownload?> OpenReadAsync(
        BlobRef blob, long offset = 0, long? count = null, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        Check(blob);
        Opened.Enqueue(blob);
        if (Find(blob) is not { } found)
        {
            return Task.FromResult<BlobDownload?>(null);
        }

        if (ifMatch is not null && ifMatch != found.Properties.ETag)
        {
            throw new BlobChangedException(blob, ifMatch);
        }

        var start = (int)Math.Min(offset, found.Content.Length);
        var length = (int)Math.Min(count ?? long.MaxValue, found.Content.Length - start);
        return Task.FromResult<BlobDownload?>(new BlobDownload(new MemoryStream(found.Content, start, length, writable: false), found.Properties));
    }

    public async Task<BlobProperties?> WriteAsync(
        BlobRef blob, Stream content, WriteCondition condition = default,
        IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        Check(blob);
        CheckMetadata(metadata);
        using var buffer = new MemoryStream();
        await content.CopyToAsync(buffer, cancellationToken);
        await BeforeAsync(blob);
        lock (_gate)
        {
            var current = Find(blob)?.Properties.ETag;
            if ((condition.CreateOnly && current is not null) || (condition.IfMatch is not null && condition.IfMatch != current))
            {
                return null;
            }

            _blocks.Remove(blob);
            return Put(blob, buffer.ToArray(), metadata);
        }
    }

    public async Task<bool> AppendAsync(BlobRef blob, ReadOnlyMemory<byte> content, long position, CancellationToken cancellationToken = default)
    {
        Check(blob);
        await BeforeAsync(blob);
        lock (_gate)
        {
            var current = Find(blob);
            if ((current?.Content.Length ?? 0) != position)
            {
                return false;
            }

            Put(blob, [.. current?.Content ?? [], .. content.Span], current?.Properties.Metadata);
            return true;
        }
    }

    public async Task StageBlockAsync(BlobRef blob, int ordinal, Stream content, CancellationToken cancellationToken = default)
    {
        Check(blob);
        ArgumentOutOfRangeException.ThrowIfNegative(ordinal);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ordinal, 49_999);
        using var buffer = new MemoryStream();
        await content.CopyToAsync(buffer, cancellationToken);
        lock (_gate)
        {
            if (!_blocks.TryGetValue(blob, out var blocks))
            {
                _blocks[blob] = blocks = [];
            }

            blocks[ordinal] = buffer.ToArray();
        }
    }

    public async Task<BlobProperties> CommitBlocksAsync(
        BlobRef blob, int count, IReadOnlyDictionary<string, string>? metadata = null, CancellationToken cancellationToken = default)
    {
        Check(blob);
        CheckMetadata(metadata);
        await BeforeAsync(blob);
        lock (_gate)
        {
            var blocks = _blocks.GetValueOrDefault(blob) ?? [];
            for (var ordinal = 0; ordinal < count; ordinal++)
            {
                if (!blocks.ContainsKey(ordinal))
                {
                    throw new InvalidOperationException($"Block {ordinal} of blob '{blob}' was never staged.");
                }
            }

            return Put(blob, [.. Enumerable.Range(0, count).SelectMany(o => blocks[o])], metadata);
        }
    }

    public Task<BlobPage> ListPageAsync(
        string container, string prefix, int pageSize = 1000, string? continuation = null, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            var names = (_containers.GetValueOrDefault(container) ?? [])
                .Where(b => b.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(b.Key, continuation) > 0)
                .Take(pageSize + 1)
                .ToList();
            var items = names.Take(pageSize).Select(b => new BlobItem(new BlobRef(container, b.Key), b.Value.Properties)).ToList();
            return Task.FromResult(new BlobPage(items, names.Count > pageSize ? items[^1].Blob.Name : null));
        }
    }

    public async Task<bool> DeleteAsync(BlobRef blob, CancellationToken cancellationToken = default)
    {
        Check(blob);
        await BeforeAsync(blob);
        lock (_gate)
        {
            _blocks.Remove(blob);
            return _containers.TryGetValue(blob.Container, out var blobs) && blobs.Remove(blob.Name);
        }
    }

    private Task BeforeAsync(BlobRef blob) => BeforeWrite?.Invoke(blob) ?? Task.CompletedTask;

    private Blob? Find(BlobRef blob)
    {
        lock (_gate)
        {
            return _containers.GetValueOrDefault(blob.Container)?.GetValueOrDefault(blob.Name);
        }
    }

    private BlobProperties Put(BlobRef blob, byte[] content, IReadOnlyDictionary<string, string>? metadata)
    {
        if (!_containers.TryGetValue(blob.Container, out var blobs))
        {
            _containers[blob.Container] = blobs = new(StringComparer.Ordinal);
        }

        var etag = (++_versions).ToString("x8", CultureInfo.InvariantCulture);
        var properties = new BlobProperties(etag, content.Length, (time ?? TimeProvider.System).GetUtcNow(), metadata ?? new Dictionary<string, string>());
        blobs[blob.Name] = new Blob(content, properties);
        return properties;
    }

    private static void Check(BlobRef blob)
    {
        var (container, name) = (blob.Container, blob.Name);
        if (container.Length is < 3 or > 63 || container.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
            || name.Length is 0 or > 1024 || name.Any(char.IsControl) || name.Contains('\\') || name.Contains("..", StringComparison.Ordinal)
            || name.Split('/').Any(s => s.Length == 0 || s[0] == '.' || s[^1] == '.'))
        {
            throw new ArgumentException($"'{blob}' is no blob name.", nameof(blob));
        }
    }

    private static void CheckMetadata(IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata?.Any(m => m.Key.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '_') || m.Value.Any(c => c is < ' ' or > '~')) is true)
        {
            throw new ArgumentException("Metadata names are lower case, values are printable ASCII.", nameof(metadata));
        }
    }

    private sealed record Blob(byte[] Content, BlobProperties Properties);
}
