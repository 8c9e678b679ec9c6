using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local.Triggers.Blobs;

/// <summary>
/// Runs one blob function on the blobs offered to it: a bounded number at a time, with tries, back-off and a poison message at the end.
/// </summary>
internal sealed class BlobFunctionQueue(
    BlobTriggerFunction function, IBlobTriggerStorage storage, BlobReceipts receipts, BlobTriggerOptions options,
    TimeProvider timeProvider, ILogger logger)
{
    private readonly Channel<BlobWork> _work = Channel.CreateUnbounded<BlobWork>();
    private int _open;

    public BlobTriggerFunction Function => function;

    /// <summary>Blobs that are queued, running, or waiting for their next try.</summary>
    public int Open => Volatile.Read(ref _open);

    public void Offer(BlobWork work)
    {
        Interlocked.Increment(ref _open);
        _work.Writer.TryWrite(work);
    }

    /// <summary>Works until the token fires, then waits for the invocations under way, which get the same token.</summary>
    public Task RunAsync(CancellationToken stopping) =>
        Task.WhenAll(Enumerable.Range(0, options.Parallelism).Select(_ => WorkAsync(stopping)));

    private async Task WorkAsync(CancellationToken stopping)
    {
        try
        {
            await foreach (var work in _work.Reader.ReadAllAsync(stopping))
            {
                try
                {
                    if (await ProcessAsync(work, stopping) is { } delay) _ =
                        OfferLaterAsync(work with { IsRetry = true }, delay, stopping);
                    else Interlocked.Decrement(ref _open);
                }
                catch (Exception error) when (!stopping.IsCancellationRequested)
                {
                    logger.LogError(error, "Function '{Function}': the receipt of blob '{Container}/{Blob}' could not be written.",
                        function.Name, work.Container, work.Blob);
                    _ = OfferLaterAsync(work with { IsRetry = true }, BlobTriggerOptions.RetryDelay(1), stopping);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private async Task OfferLaterAsync(BlobWork work, TimeSpan delay, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(delay, timeProvider, stopping);
            _work.Writer.TryWrite(work);
        }
        catch (OperationCanceledException)
        {
        }
    }

    /// <returns>The pause before the next try; null where the blob is finished with.</returns>
    private async Task<TimeSpan?> ProcessAsync(BlobWork work, CancellationToken stopping)
    {
        if (work.IsRetry && await CurrentETagAsync(work, stopping) is var current && current != work.ETag)
        {
            logger.LogInformation("Function '{Function}': blob '{Container}/{Blob}' was {Change} before its next try; this version is "
                + "dropped.",
                function.Name, work.Container, work.Blob, current is null ? "deleted" : "overwritten");
            return null;
        }

        if (await receipts.BeginAttemptAsync(function.Name, work) is not { } attempt) return null;
        if (attempt > options.MaxAttempts)
        {
            await GiveUpAsync(work, attempt - 1, "The process ended during the last try.", stopping);
            return null;
        }

        try
        {
            if (!await InvokeAsync(work, stopping))
            {
                await receipts.ReleaseAttemptAsync(function.Name, work);
                logger.LogInformation("Function '{Function}': blob '{Container}/{Blob}' vanished before it could be read; nothing to do.",
                    function.Name, work.Container, work.Blob);
                return null;
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await receipts.ReleaseAttemptAsync(function.Name, work);
            throw;
        }
        catch (Exception error)
        {
            return await FailAsync(work, attempt, error, stopping);
        }

        await receipts.CompleteAsync(function.Name, work);
        return null;
    }

    private async Task<bool> InvokeAsync(BlobWork work, CancellationToken stopping)
    {
        await using var content = await OpenAsync(work, stopping);
        if (content is null) return false;
        var bindingData = work.Tokens.ToDictionary(pair => pair.Key, pair => (object?)pair.Value, StringComparer.OrdinalIgnoreCase);
        bindingData["BlobTrigger"] = $"{work.Container}/{work.Blob}";
        await function.Invoke(content, bindingData, stopping);
        return true;
    }

    private async Task<TimeSpan?> FailAsync(BlobWork work, int attempt, Exception error, CancellationToken stopping)
    {
        if (attempt >= options.MaxAttempts)
        {
            logger.LogError(error, "Function '{Function}' failed on blob '{Container}/{Blob}' in its last try, {Attempt} of {Attempts}.",
                function.Name, work.Container, work.Blob, attempt, options.MaxAttempts);
            await GiveUpAsync(work, attempt, $"{error.GetType().FullName}: {error.Message}", stopping);
            return null;
        }

        var delay = BlobTriggerOptions.RetryDelay(attempt);
        logger.LogWarning(error, "Function '{Function}' failed on blob '{Container}/{Blob}', try {Attempt} of {Attempts}; next in "
            + "{Delay}.",
            function.Name, work.Container, work.Blob, attempt, options.MaxAttempts, delay);
        return delay;
    }

    private async Task GiveUpAsync(BlobWork work, int attempts, string error, CancellationToken stopping)
    {
        var message = await receipts.GiveUpAsync(function.Name, work, attempts, error);
        logger.LogError("Function '{Function}': blob '{Container}/{Blob}' was given up after {Attempts} tries (poison message). "
            + "Correct the cause and write the blob again to have it tried anew.", function.Name, work.Container, work.Blob, attempts);
        try
        {
            await storage.WritePoisonAsync(message, stopping);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            logger.LogError(failure, "Function '{Function}': the poison message of blob '{Container}/{Blob}' could not be written to the "
                + "blob store; it is kept in the state of the host.", function.Name, work.Container, work.Blob);
        }
    }

    private async Task<string?> CurrentETagAsync(BlobWork work, CancellationToken stopping)
    {
        try
        {
            return await storage.GetETagAsync(work.Container, work.Blob, stopping);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private async Task<Stream?> OpenAsync(BlobWork work, CancellationToken stopping)
    {
        try
        {
            return await storage.OpenReadAsync(work.Container, work.Blob, stopping);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
