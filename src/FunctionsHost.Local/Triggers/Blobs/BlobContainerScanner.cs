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
                logger.LogWarning(error, "Container '{Container}' could not be scanned; the next scan is in {Interval}.", container,
                    options.ScanInterval);
            }

            await Task.Delay(options.ScanInterval, timeProvider, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async Task ScanAsync(CancellationToken stopping)
    {
        _seen ??= (await receipts.LoadAsync(container, stopping)).Where(record => record.Sight is not null).ToDictionary(
            record => record.Blob,
            record => new SeenBlob(record.Sight!.Length, record.Sight.ModifiedTicks, record.Sight.ETag, 0) { WasSeenBefore = true },
            StringComparer.Ordinal);
        _scan++;
        await foreach (var item in storage.ListAsync(container, stopping)) await LookAsync(item, stopping);
        await ForgetVanishedAsync();
    }

    private async Task ForgetVanishedAsync()
    {
        var vanished = _seen!.Where(pair => pair.Value.Scan != _scan).ToList();
        foreach (var (blob, seen) in vanished)
        {
            _seen!.Remove(blob);
            if (seen.ETag is not null) await receipts.SaveSightAsync(container, blob, null);
        }
    }

    private async Task LookAsync(BlobTriggerItem item, CancellationToken stopping)
    {
        if (!_seen!.TryGetValue(item.Name, out var seen) || !seen.IsSame(item))
            _seen[item.Name] = seen = new SeenBlob(item.Length, item.LastModified.UtcTicks, null, timeProvider.GetTimestamp());
        seen.Scan = _scan;
        if (seen.IsDispatched || !IsSettled(seen)) return;

        var matches = Matches(item.Name);
        if (matches.Count > 0)
        {
            var isKnown = seen.ETag is not null;
            seen.ETag ??= item.ETag ?? await ETagAsync(item.Name, stopping);
            if (seen.ETag is null)
            {
                _seen.Remove(item.Name);
                return;
            }

            await OfferAsync(seen, item.Name, matches, isKnown);
        }

        seen.IsDispatched = true;
    }

    private async Task OfferAsync(SeenBlob seen, string blob, List<(BlobFunctionQueue, IReadOnlyDictionary<string, string>)> matches,
        bool isKnown)
    {
        var sight = new BlobSight(seen.Length, seen.ModifiedTicks, seen.ETag!);
        var isOffered = false;
        foreach (var (queue, tokens) in matches)
        {
            var work = new BlobWork(container, blob, seen.ETag!, tokens, sight);
            if (receipts.IsFinished(queue.Function.Name, work)) continue;
            queue.Offer(work);
            isOffered = true;
        }

        // The first try of a blob writes this too.
        if (!isOffered && !isKnown) await receipts.SaveSightAsync(container, blob, sight);
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

        if (etag is null)
        {
            logger.LogInformation(
                "Blob '{Container}/{Blob}' vanished between listing and reading; nothing to do.", container, blob);
        }

        return etag;
    }
}
