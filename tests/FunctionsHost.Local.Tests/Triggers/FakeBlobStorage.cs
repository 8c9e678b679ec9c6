using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using FunctionsHost.Local.Triggers.Blobs;

namespace FunctionsHost.Local.Tests.Triggers;

/// <summary>A container in memory whose ETag is its content, and which counts what is asked of it.</summary>
internal sealed class FakeBlobStorage(TimeProvider timeProvider) : IBlobTriggerStorage
{
    private readonly ConcurrentDictionary<(string Container, string Name), (string Content, DateTimeOffset Modified)> _blobs = new();

    public int ETagCalls { get; private set; }

    public int OpenCalls { get; private set; }

    public ConcurrentQueue<PoisonMessage> Poison { get; } = new();

    /// <summary>Runs before a blob is opened, as another process might between listing and opening.</summary>
    public Action<string>? BeforeOpen { get; set; }

    public Exception? ListFailure { get; set; }

    public Exception? PoisonFailure { get; set; }

    public void Write(string container, string name, string content) =>
        _blobs[(container, name)] = (content, timeProvider.GetUtcNow());

    public void Delete(string container, string name) => _blobs.TryRemove((container, name), out _);

    public async IAsyncEnumerable<BlobTriggerItem> ListAsync(string container,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        if (ListFailure is { } failure) throw failure;
        foreach (var (key, blob) in _blobs)
            if (key.Container == container) yield return new BlobTriggerItem(key.Name, blob.Content.Length, blob.Modified);
    }

    public Task<string?> GetETagAsync(string container, string name, CancellationToken cancellationToken)
    {
        ETagCalls++;
        return Task.FromResult(_blobs.TryGetValue((container, name), out var blob) ? $"etag-{blob.Content}" : null);
    }

    public Task<Stream?> OpenReadAsync(string container, string name, CancellationToken cancellationToken)
    {
        OpenCalls++;
        BeforeOpen?.Invoke(name);
        return Task.FromResult<Stream?>(_blobs.TryGetValue((container, name), out var blob)
            ? new MemoryStream(Encoding.UTF8.GetBytes(blob.Content))
            : null);
    }

    public Task WritePoisonAsync(PoisonMessage message, CancellationToken cancellationToken)
    {
        Poison.Enqueue(message);
        return PoisonFailure is { } failure ? Task.FromException(failure) : Task.CompletedTask;
    }
}
