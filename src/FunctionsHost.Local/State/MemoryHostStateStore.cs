using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace FunctionsHost.Local.State;

/// <summary>Documents in memory, for tests and for hosts that need not remember. Lost with the process. Thread-safe.</summary>
public sealed class MemoryHostStateStore : IHostStateStore
{
    private readonly ConcurrentDictionary<string, string> _documents = new(StringComparer.Ordinal);

    public Task<string?> GetAsync(string key, CancellationToken cancellationToken) =>
        Task.FromResult(_documents.GetValueOrDefault(key));

    public Task PutAsync(string key, string json, CancellationToken cancellationToken)
    {
        HostStateKey.Check(key);
        _documents[key] = json;
        return Task.CompletedTask;
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        _documents.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<HostStateDocument> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var (key, json) in _documents)
            if (key.StartsWith(prefix, StringComparison.Ordinal)) yield return new HostStateDocument(key, json);
    }
}
