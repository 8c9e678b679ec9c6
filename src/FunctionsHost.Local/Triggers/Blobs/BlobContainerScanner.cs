using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local.Triggers.Blobs;

/// <summary>
/// Lists one container again and again and offers every new version of a blob to the functions whose path matches. A blob whose
/// length and time did not change since an earlier scan, of this or an earlier process, is neither opened nor hashed.
/// </summary>
internal sealed class BlobContainerScanner(
    string container, IReadOnlyList<BlobFunctionQueue> queues, IBlobTriggerStorage storage, BlobReceipts receipts,
    BlobTriggerOptions options, TimeProvider timeProvider, ILogger logger)
{
    private Dictionary<string, SeenBlob>? _seen;
    private HashSet<(string Blob, string ETag, string Function)>? _finished;
    private int _scan;

    public async Task RunAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ScanAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                logger.LogWarning(error, "Container '{Container}' could not be scanned; the next scan is in {Interval}.", container, options.ScanInterval);
            }

            await Task.Delay(options.ScanInterval, timeProvider, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async Task ScanAsync(CancellationToken stopping)
    {
        _finished = _seen is null ? receipts.LoadFinished(container) : null;
        _seen ??= receipts.LoadSeen(container);
        _scan++;
        var learned = new List<(string, SeenBlob)>();
        try
        {
            await foreach (var item in storage.ListAsync(container, stopping))
                if (await LookAsync(item, stopping) is { } seen) learned.Add((item.Name, seen));
        }
        finally
        {
            if (learned.Count > 0) await receipts.SaveSeenAsync(container, learned);
            _finished = null;
        }

        await ForgetVanishedAsync();
    }

    private async Task ForgetVanishedAsync()
    {
        var vanished = _seen!.Where(pair => pair.Value.Scan != _scan).ToList();
        if (vanished.Count == 0) return;
        foreach (var (blob, _) in vanished) _seen!.Remove(blob);
        await receipts.ForgetSeenAsync(container, [.. vanished.Where(pair => pair.Value.ETag is not null).Select(pair => pair.Key)]);
    }

    /// <returns>What was learned, where it is worth keeping for the next process.</returns>
    private async Task<SeenBlob?> LookAsync(BlobTriggerItem item, CancellationToken stopping)
    {
        if (!_seen!.TryGetValue(item.Name, out var seen) || !seen.IsSame(item))
            _seen[item.Name] = seen = new SeenBlob(item.Length, item.LastModified.UtcTicks, null, timeProvider.GetTimestamp());
        seen.Scan = _scan;
        if (seen.IsDispatched || !IsSettled(seen)) return null;

        var matches = Matches(item.Name);
        var isNew = seen.ETag is null;
        if (matches.Count > 0)
        {
            seen.ETag ??= item.ETag ?? await ETagAsync(item.Name, stopping);
            if (seen.ETag is null)
            {
                _seen.Remove(item.Name);
                return null;
            }

            foreach (var (queue, tokens) in matches) Offer(queue, new BlobWork(container, item.Name, seen.ETag, tokens));
        }

        seen.IsDispatched = true;
        return isNew && seen.ETag is not null ? seen : null;
    }

    private void Offer(BlobFunctionQueue queue, BlobWork work)
    {
        var name = queue.Function.Name;
        var finished = _finished?.Contains((work.Blob, work.ETag, name.ToUpperInvariant())) ?? receipts.IsFinished(name, work);
        if (!finished) queue.Offer(work);
    }

    private bool IsSettled(SeenBlob seen) => seen.WasSeenBefore || options.SettleTime <= TimeSpan.Zero
        || timeProvider.GetElapsedTime(seen.Since) >= options.SettleTime;

    private List<(BlobFunctionQueue, IReadOnlyDictionary<string, string>)> Matches(string blob)
    {
        var matches = new List<(BlobFunctionQueue, IReadOnlyDictionary<string, string>)>();
        foreach (var queue in queues)
            if (queue.Function.Path.TryMatch(blob, out var tokens)) matches.Add((queue, tokens));
        return matches;
    }

    private async Task<string?> ETagAsync(string blob, CancellationToken stopping)
    {
        string? etag;
        try
        {
            etag = await storage.GetETagAsync(container, blob, stopping);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            etag = null;
        }

        if (etag is null) logger.LogInformation("Blob '{Container}/{Blob}' vanished between listing and reading; nothing to do.", container, blob);
        return etag;
    }
}
