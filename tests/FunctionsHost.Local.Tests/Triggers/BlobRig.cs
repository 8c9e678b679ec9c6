using System.Threading.Channels;
using FunctionsHost.Local.State;
using FunctionsHost.Local.Triggers;
using FunctionsHost.Local.Triggers.Blobs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsHost.Local.Tests.Triggers;

/// <summary>
/// One blob function over a container in memory, scanned when the test says so, on a clock that the test moves. Calls of the
/// function arrive in a channel; what the function does is the test's.
/// </summary>
internal sealed class BlobRig : IDisposable
{
    private readonly MemoryHostStateStore _store = new();
    private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();
    private readonly BlobTriggerOptions _options;
    private CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public BlobRig(TimeSpan? settleTime = null, int maxAttempts = 5, int parallelism = 4, string path = "datasets/{lineage}/{name}.jsonl")
    {
        Storage = new FakeBlobStorage(Clock);
        _options = new BlobTriggerOptions(TimeSpan.FromSeconds(1), settleTime ?? TimeSpan.Zero, maxAttempts, parallelism);
        Path = BlobPathPattern.Parse(path, out var problem) ?? throw new ArgumentException(problem);
        Start();
    }

    public sealed record Call(string Content, IReadOnlyDictionary<string, object?> Data, CancellationToken Stopping);

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));

    public FakeBlobStorage Storage { get; }

    public BlobPathPattern Path { get; }

    public Func<Call, Task> Function { get; set; } = _ => Task.CompletedTask;

    public BlobReceipts Receipts { get; private set; } = null!;

    public PoisonMessages Poison => new(_store);

    public BlobFunctionQueue Queue { get; private set; } = null!;

    public BlobContainerScanner Scanner { get; private set; } = null!;

    public Task ScanAsync() => Scanner.ScanAsync(CancellationToken.None);

    public async Task<Call> NextCallAsync() =>
        await _calls.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Waits until nothing is queued, running or waiting for another try.</summary>
    public Task DrainedAsync() => Until.TrueAsync(() => Queue.Open == 0);

    /// <summary>How many calls arrived that the test has not taken.</summary>
    public int CallsLeft => _calls.Reader.Count;

    /// <summary>Moves the clock until the next call arrives, past whatever pause lies before it.</summary>
    public async Task<Call> AdvanceToNextCallAsync()
    {
        var call = NextCallAsync();
        await Until.TrueAsync(() =>
        {
            if (!call.IsCompleted) Clock.Advance(TimeSpan.FromMilliseconds(100));
            return call.IsCompleted;
        });
        return await call;
    }

    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _running;
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        Start();
    }

    public Task DamageReceiptAsync(string blob) =>
        _store.PutAsync($"blobs/{Path.Container}/{StateKey.Hash(blob)}", "{", CancellationToken.None);

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void Start()
    {
        Receipts = new BlobReceipts(_store, Poison, Clock, NullLogger.Instance);
        var function = new BlobTriggerFunction("OnBlob", Path, InvokeAsync);
        Queue = new BlobFunctionQueue(function, Storage, Receipts, _options, Clock, NullLogger.Instance);
        Scanner = new BlobContainerScanner(Path.Container, [Queue], Storage, Receipts, _options, Clock, NullLogger.Instance);
        _stopping = new CancellationTokenSource();
        var token = _stopping.Token;
        _running = Task.Run(() => Queue.RunAsync(token));
    }

    private async Task InvokeAsync(object trigger, IReadOnlyDictionary<string, object?> data, CancellationToken stopping)
    {
        using var reader = new StreamReader((Stream)trigger, leaveOpen: true);
        var call = new Call(await reader.ReadToEndAsync(stopping), data, stopping);
        _calls.Writer.TryWrite(call);
        await Function(call);
    }
}
