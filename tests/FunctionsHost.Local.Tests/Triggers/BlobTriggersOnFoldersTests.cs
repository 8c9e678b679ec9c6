using System.Collections.Concurrent;
using FunctionsHost.Local.State;
using FunctionsHost.Local.Triggers.Blobs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsHost.Local.Tests.Triggers;

/// <summary>All blob functions of an app over real files, on a clock that the test moves.</summary>
public sealed class BlobTriggersOnFoldersTests : IAsyncDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("blobs-");
    private readonly MemoryHostStateStore _store = new();
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private readonly ConcurrentQueue<string> _calls = new();
    private readonly FolderBlobStorage _storage;
    private BlobTriggers? _triggers;

    public BlobTriggersOnFoldersTests() => _storage = new FolderBlobStorage(_root.FullName);

    public async ValueTask DisposeAsync()
    {
        if (_triggers is not null) await _triggers.StopAsync(CancellationToken.None);
        _root.Delete(recursive: true);
    }

    [Fact]
    public async Task Run_FileCopiedInPieces_IsSeenWhole()
    {
        Start(("OnDrop", "datasets/{lineage}/{name}.jsonl", _ => Task.CompletedTask));
        var path = PathOf("datasets/support/big.jsonl");
        for (var piece = 0; piece < 5; piece++)
        {
            await File.AppendAllTextAsync(path, $"piece {piece} ");
            for (var i = 0; i < 5; i++)
            {
                _clock.Advance(TimeSpan.FromMilliseconds(300));
                await Task.Delay(1);
            }
        }

        await UntilCallsAsync(1);

        Assert.Equal(["OnDrop piece 0 piece 1 piece 2 piece 3 piece 4 "], _calls);
    }

    [Fact]
    public async Task Run_TwoFunctionsOnOneContainer_EachSeesEveryFileWhateverTheOtherDoes()
    {
        await File.WriteAllTextAsync(PathOf("datasets/support/a.jsonl"), "a");
        await File.WriteAllTextAsync(PathOf("datasets/support/a.csv"), "csv");
        await File.WriteAllTextAsync(PathOf("lineages/support.json"), "settings");
        Start(
            ("Broken", "datasets/{name}", _ => throw new InvalidDataException("broken")),
            ("Works", "datasets/{lineage}/{name}.jsonl", _ => Task.CompletedTask),
            ("Settings", "lineages/{name}.json", _ => Task.CompletedTask));

        await UntilCallsAsync(12);

        Assert.Equal(5, _calls.Count(call => call == "Broken a"));
        Assert.Equal(5, _calls.Count(call => call == "Broken csv"));
        Assert.Equal(1, _calls.Count(call => call == "Works a"));
        Assert.Equal(1, _calls.Count(call => call == "Settings settings"));
    }

    [Fact]
    public async Task Run_FileDeletedWhileItSettles_IsForgotten()
    {
        Start(("OnDrop", "datasets/{lineage}/{name}.jsonl", _ => Task.CompletedTask));
        var path = PathOf("datasets/support/a.jsonl");
        await File.WriteAllTextAsync(path, "a");
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Task.Delay(1);
        File.Delete(path);
        await File.WriteAllTextAsync(PathOf("datasets/support/b.jsonl"), "b");

        await UntilCallsAsync(1);

        Assert.Equal(["OnDrop b"], _calls);
    }

    [Fact]
    public async Task Run_MissingContainer_WaitsForIt()
    {
        Start(("OnDrop", "datasets/{lineage}/{name}.jsonl", _ => Task.CompletedTask));
        _clock.Advance(TimeSpan.FromSeconds(5));
        await File.WriteAllTextAsync(PathOf("datasets/support/a.jsonl"), "a");

        await UntilCallsAsync(1);

        Assert.Equal(1, _storage.Hashed);
    }

    private void Start(params (string Name, string Path, Func<string, Task> Body)[] functions)
    {
        var options = new BlobTriggerOptions(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), MaxAttempts: 5, Parallelism: 4);
        _triggers = new BlobTriggers(functions.Select(function => new BlobTriggerFunction(function.Name,
                BlobPathPattern.Parse(function.Path, out _)!, async (trigger, _, stopping) =>
                {
                    using var reader = new StreamReader((Stream)trigger, leaveOpen: true);
                    var text = await reader.ReadToEndAsync(stopping);
                    _calls.Enqueue($"{function.Name} {text}");
                    await function.Body(text);
                })),
            _storage, new BlobReceipts(_store, new PoisonMessages(_store), _clock, NullLogger.Instance), options, _clock,
                NullLoggerFactory.Instance);
        _triggers.Start();
    }

    private Task UntilCallsAsync(int count) => Until.TrueAsync(() =>
    {
        _clock.Advance(TimeSpan.FromMilliseconds(250));
        return _calls.Count >= count && _triggers!.Open == 0;
    });

    private string PathOf(string blob)
    {
        var path = Path.Combine(_root.FullName, blob);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }
}
