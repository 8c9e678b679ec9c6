using System.Collections.Concurrent;
using System.Text.Json;
using FunctionsHost.Local.State;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local.Triggers.Blobs;

/// <summary>
/// Which function has seen which version of which blob: each (function, path, ETag) runs to success once, or is given up. Kept as one
/// document per blob and in memory; one host at a time uses it.
/// </summary>
internal sealed class BlobReceipts(IHostStateStore store, PoisonMessages poison, TimeProvider timeProvider, ILogger logger)
{
    private readonly ConcurrentDictionary<(string Container, string Blob), BlobRecord> _records = new();
    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, 16).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Reads what an earlier process knew of a container's blobs. Call it before anything else of the container.</summary>
    public async Task<IReadOnlyList<BlobRecord>> LoadAsync(string container, CancellationToken cancellationToken)
    {
        var loaded = new List<BlobRecord>();
        await foreach (var document in store.ListAsync($"blobs/{container}/", cancellationToken))
        {
            if (Read(document) is not { } record) continue;
            _records[(container, record.Blob)] = record;
            loaded.Add(record);
        }

        return loaded;
    }

    public bool IsFinished(string function, BlobWork work) =>
        Find(work).Find(work.ETag, function) is { State: not BlobReceiptState.Open };

    /// <summary>Counts a try, in the store before it begins, so that a try that kills the process counts too.</summary>
    /// <returns>The number of this try, from 1; null where the blob needs none: done or given up.</returns>
    public Task<int?> BeginAttemptAsync(string function, BlobWork work) => UpdateAsync<int?>(work.Container, work.Blob, record =>
    {
        var receipt = record.Find(work.ETag, function) ?? new BlobReceipt(function, work.ETag, BlobReceiptState.Open, 0);
        if (receipt.State != BlobReceiptState.Open) return (record, null);
        receipt = receipt with { Attempts = receipt.Attempts + 1 };
        return (record.With(receipt) with { Sight = work.Sight ?? record.Sight }, receipt.Attempts);
    });

    public Task CompleteAsync(string function, BlobWork work) =>
        ChangeAsync(function, work, receipt => receipt with { State = BlobReceiptState.Done });

    /// <summary>Takes back a try that neither succeeded nor failed: the host stopped during it, or the blob had gone.</summary>
    public Task ReleaseAttemptAsync(string function, BlobWork work) =>
        ChangeAsync(function, work, receipt => receipt with { Attempts = Math.Max(0, receipt.Attempts - 1) });

    /// <summary>The message first: a process that ends between the two writes gives the blob up again, with the same message.</summary>
    public async Task<PoisonMessage> GiveUpAsync(string function, BlobWork work, int attempts, string error)
    {
        var message = new PoisonMessage(function, work.Container, work.Blob, work.ETag, attempts, error, timeProvider.GetUtcNow());
        await poison.AddAsync(message, CancellationToken.None);
        await ChangeAsync(function, work, receipt => receipt with { State = BlobReceiptState.GivenUp });
        return message;
    }

    /// <summary>A finished blob looks different, or was deleted (null): the next process need not read it to know it.</summary>
    public Task SaveSightAsync(string container, string blob, BlobSight? sight) =>
        UpdateAsync<object?>(container, blob, record => (record with { Sight = sight }, null));

    private Task ChangeAsync(string function, BlobWork work, Func<BlobReceipt, BlobReceipt> change) =>
        UpdateAsync<object?>(work.Container, work.Blob, record =>
            (record.Find(work.ETag, function) is { State: BlobReceiptState.Open } receipt ? record.With(change(receipt)) : record, null));

    private async Task<T> UpdateAsync<T>(string container, string blob, Func<BlobRecord, (BlobRecord Record, T Result)> change)
    {
        var gate = _gates[(uint)blob.GetHashCode(StringComparison.Ordinal) % _gates.Length];
        await gate.WaitAsync();
        try
        {
            var before = _records.GetValueOrDefault((container, blob)) ?? BlobRecord.New(blob);
            var (record, result) = change(before);
            if (record == before) return result;
            await store.PutAsync($"blobs/{container}/{StateKey.Hash(blob)}", record.ToJson(), CancellationToken.None);
            _records[(container, blob)] = record;
            return result;
        }
        finally
        {
            gate.Release();
        }
    }

    private BlobRecord Find(BlobWork work) => _records.GetValueOrDefault((work.Container, work.Blob)) ?? BlobRecord.New(work.Blob);

    /// <summary>A damaged document costs one more run of the blob, never the host.</summary>
    private BlobRecord? Read(HostStateDocument document)
    {
        try
        {
            return BlobRecord.FromJson(document.Json);
        }
        catch (JsonException error)
        {
            logger.LogWarning(error, "The blob receipt '{Key}' cannot be read; its blob runs again.", document.Key);
            return null;
        }
    }
}
