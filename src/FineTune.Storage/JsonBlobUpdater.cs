using System.Text.Json;
using FineTune.Core.Storage;

namespace FineTune.Storage;

/// <summary>
/// Read, change, write under the ETag that was read; again when another writer was faster. Writers of this process queue up,
/// so that only other processes are raced.
/// </summary>
internal sealed class JsonBlobUpdater(IBlobStore store)
{
    private const int MaxAttempts = 100;
    private readonly SemaphoreSlim[] _queues = [.. Enumerable.Range(0, 32).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>
    /// Applies <paramref name="change"/> to the current value (null: no blob) until it can be written. A change that returns no next value
    /// writes nothing. <paramref name="change"/> may run many times.
    /// </summary>
    public async Task<TResult> UpdateAsync<T, TResult>(
        BlobRef blob, Func<T?, (T? Next, TResult Result)> change, CancellationToken cancellationToken)
        where T : class
    {
        var queue = _queues[(uint)blob.GetHashCode() % _queues.Length];
        await queue.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 1; attempt <= MaxAttempts; attempt++)
            {
                var current = await ReadAsync<T>(blob, cancellationToken);
                var (next, result) = change(current?.Value);
                if (next is null)
                {
                    return result;
                }

                var condition = current is { } read ? WriteCondition.IfVersion(read.ETag) : WriteCondition.IfAbsent;
                if (await store.WriteJsonAsync(blob, next, condition, cancellationToken: cancellationToken) is not null)
                {
                    return result;
                }

                // Contention is over in milliseconds of the real clock, whatever clock the pipeline runs on.
                await Task.Delay(Random.Shared.Next(1, Math.Min(10 * attempt, 250)), cancellationToken);
            }

            throw new IOException($"Blob '{blob}' was changed by other processes {MaxAttempts} times in a row. Try again when fewer processes work on this lineage.");
        }
        finally
        {
            queue.Release();
        }
    }

    private async Task<(T Value, string ETag)?> ReadAsync<T>(BlobRef blob, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await store.ReadVersionedJsonAsync<T>(blob, cancellationToken);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException(
                $"Blob '{blob}' is not valid JSON (line {error.LineNumber + 1}, {error.Path}). Was it edited by hand? Restore it from a backup; nothing was written.", error);
        }
    }
}
