using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local.Triggers.Blobs;

/// <summary>The blob functions of an app, at work between start and stop.</summary>
internal sealed class BlobTriggers : IAsyncDisposable
{
    private readonly List<BlobFunctionQueue> _queues = [];
    private readonly List<BlobContainerScanner> _scanners = [];
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public BlobTriggers(IEnumerable<BlobTriggerFunction> functions, IBlobTriggerStorage storage, BlobReceipts receipts,
        BlobTriggerOptions options, TimeProvider timeProvider, ILoggerFactory loggerFactory)
    {
        foreach (var container in functions.GroupBy(function => function.Path.Container, StringComparer.Ordinal))
        {
            var queues = container.Select(function => new BlobFunctionQueue(function, storage, receipts, options, timeProvider,
                loggerFactory.CreateLogger($"Function.{function.Name}"))).ToList();
            _queues.AddRange(queues);
            _scanners.Add(new BlobContainerScanner(container.Key, queues, storage, receipts, options, timeProvider,
                loggerFactory.CreateLogger<BlobContainerScanner>()));
        }
    }

    /// <summary>Blobs queued, running, or waiting for their next try.</summary>
    public int Open => _queues.Sum(queue => queue.Open);

    public void Start()
    {
        var token = _stopping.Token;
        _running = Task.WhenAll([
            .. _queues.Select(queue => Task.Run(() => queue.RunAsync(token), CancellationToken.None)),
            .. _scanners.Select(scanner => Task.Run(() => scanner.RunAsync(token), CancellationToken.None))]);
    }

    /// <summary>Takes no more blobs, tells the invocations under way to stop, and waits for them as long as the token allows.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _stopping.Dispose();
    }
}
