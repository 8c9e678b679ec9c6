using System.Collections.Concurrent;
using FunctionsHost.Local.Triggers.Blobs;

namespace FunctionsHost.Local.Tests.Triggers;

public sealed class BlobTriggerTests : IDisposable
{
    private readonly List<BlobRig> _rigs = [];

    public void Dispose() => _rigs.ForEach(rig => rig.Dispose());

    [Fact]
    public async Task Scan_NewBlob_CallsTheFunctionWithContentAndTokens()
    {
        var rig = Rig();
        rig.Storage.Write("datasets", "x/y/z.jsonl", "rows");

        await rig.ScanAsync();

        var call = await rig.NextCallAsync();
        Assert.Equal("rows", call.Content);
        Assert.Equal("x/y", call.Data["lineage"]);
        Assert.Equal("z", call.Data["name"]);
        Assert.Equal("datasets/x/y/z.jsonl", call.Data["blobTrigger"]);
    }

    [Fact]
    public async Task Scan_OtherNamesAndContainers_AreLeftAlone()
    {
        var rig = Rig();
        rig.Storage.Write("datasets", "nodir.jsonl", "rows");
        rig.Storage.Write("datasets", "a/b.txt", "rows");
        rig.Storage.Write("other", "a/b.jsonl", "rows");

        await rig.ScanAsync();

        Assert.Equal(0, rig.Queue.Open);
        Assert.Equal(0, rig.Storage.ETagCalls);
    }

    [Fact]
    public async Task Scan_FinishedBlob_IsNeitherHashedNorOpenedAgain()
    {
        var rig = Rig();
        rig.Storage.Write("datasets", "a/b.jsonl", "rows");

        for (var i = 0; i < 10; i++)
        {
            await rig.ScanAsync();
            await rig.DrainedAsync();
        }

        Assert.Equal(1, rig.Storage.ETagCalls);
        Assert.Equal(1, rig.Storage.OpenCalls);
    }

    [Fact]
    public async Task Scan_RewrittenBlob_RunsAgain()
    {
        var rig = Rig();
        rig.Storage.Write("datasets", "a/b.jsonl", "one");
        await rig.ScanAsync();
        await rig.NextCallAsync();
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        rig.Storage.Write("datasets", "a/b.jsonl", "two");

        await rig.ScanAsync();

        Assert.Equal("two", (await rig.NextCallAsync()).Content);
    }

    [Fact]
    public async Task Scan_TouchedBlobWithSameContent_DoesNotRunAgain()
    {
        var rig = Rig();
        rig.Storage.Write("datasets", "a/b.jsonl", "one");
        await rig.ScanAsync();
        await rig.DrainedAsync();
        rig.Clock.Advance(TimeSpan.FromSeconds(1));
        rig.Storage.Write("datasets", "a/b.jsonl", "one");

        await rig.ScanAsync();
        await rig.DrainedAsync();

        Assert.Equal(1, rig.CallsLeft);
    }

    [Fact]
    public async Task Scan_GrowingBlob_WaitsUntilItStoodStillForTheSettleTime()
    {
        var rig = Rig(settleTime: TimeSpan.FromSeconds(2));
        rig.Storage.Write("datasets", "a/b.jsonl", "one");
        await rig.ScanAsync();
        rig.Clock.Advance(TimeSpan.FromSeconds(1.9));
        rig.Storage.Write("datasets", "a/b.jsonl", "one two");
        await rig.ScanAsync();
        rig.Clock.Advance(TimeSpan.FromSeconds(1.9));
        await rig.ScanAsync();
        Assert.Equal(0, rig.Queue.Open);
        Assert.Equal(0, rig.Storage.ETagCalls);

        rig.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await rig.ScanAsync();

        Assert.Equal("one two", (await rig.NextCallAsync()).Content);
    }

    [Fact]
    public async Task Scan_AfterRestart_NeitherRunsNorHashesFinishedBlobs()
    {
        var rig = Rig(settleTime: TimeSpan.FromSeconds(2));
        rig.Storage.Write("datasets", "a/b.jsonl", "rows");
        await rig.ScanAsync();
        rig.Clock.Advance(TimeSpan.FromSeconds(2));
        await rig.ScanAsync();
        await rig.NextCallAsync();
        await rig.DrainedAsync();

        await rig.RestartAsync();
        await rig.ScanAsync();
        await rig.DrainedAsync();

        Assert.Equal(0, rig.CallsLeft);
        Assert.Equal(1, rig.Storage.ETagCalls);
    }

    [Fact]
    public async Task Scan_BlobRewrittenWhileTheHostWasDown_RunsAfterRestart()
    {
        var rig = Rig();
        rig.Storage.Write("datasets", "a/b.jsonl", "one");
        await rig.ScanAsync();
        await rig.NextCallAsync();
        await rig.DrainedAsync();
        await rig.StopAsync();
        rig.Clock.Advance(TimeSpan.FromHours(1));
        rig.Storage.Write("datasets", "a/b.jsonl", "two");

        await rig.RestartAsync();
        await rig.ScanAsync();

        Assert.Equal("two", (await rig.NextCallAsync()).Content);
    }

    [Fact]
    public async Task Scan_DeletedAndRestoredBlob_DoesNotRunAgain()
    {
        var rig = Rig();
        rig.Storage.Write("datasets", "a/b.jsonl", "one");
        await rig.ScanAsync();
        await rig.DrainedAsync();
        rig.Storage.Delete("datasets", "a/b.jsonl");
        await rig.ScanAsync();
        rig.Storage.Write("datasets", "a/b.jsonl", "one");

        await rig.ScanAsync();
        await rig.DrainedAsync();

        Assert.Equal(1, rig.CallsLeft);
    }

    [Fact]
    public async Task Failure_IsTriedFiveTimesWithGrowingPausesThenPoison()
    {
        var rig = Rig();
        var times = new ConcurrentQueue<DateTimeOffset>();
        rig.Function = _ =>
        {
            times.Enqueue(rig.Clock.GetUtcNow());
            throw new InvalidDataException("broken");
        };
        rig.Storage.Write("datasets", "a/b.jsonl", "rows");

        await rig.ScanAsync();
        for (var i = 0; i < 5; i++)
        {
            await rig.AdvanceToNextCallAsync();
        }

        await rig.DrainedAsync();
        Assert.Equal(5, times.Count);
        var pauses = times.Zip(times.Skip(1), (a, b) => b - a).ToList();
        for (var i = 0; i < 4; i++) Assert.True(pauses[i] >= BlobTriggerOptions.RetryDelay(i + 1), $"pause {i}: {pauses[i]}");
        var message = Assert.Single(await rig.Poison.ListAsync());
        Assert.Equal(("OnBlob", "datasets", "a/b.jsonl", "etag-rows", 5),
            (message.Function, message.Container, message.BlobName, message.ETag, message.Attempts));
        Assert.Equal("System.IO.InvalidDataException: broken", message.Error);
        Assert.Equal(message, Assert.Single(rig.Storage.Poison));
        await rig.ScanAsync();
        Assert.Equal(0, rig.Queue.Open);
    }

    [Fact]
    public async Task Poison_BlobRewritten_RunsAgain()
    {
        var rig = Rig(maxAttempts: 1);
        rig.Function = call => call.Content == "bad" ? throw new InvalidDataException("broken") : Task.CompletedTask;
        rig.Storage.PoisonFailure = new IOException("disk full");
        rig.Storage.Write("datasets", "a/b.jsonl", "bad");
        await rig.ScanAsync();
        await rig.NextCallAsync();
        await rig.DrainedAsync();
        Assert.Single(await rig.Poison.ListAsync());

        rig.Storage.Write("datasets", "a/b.jsonl", "good");
        await rig.ScanAsync();

        Assert.Equal("good", (await rig.NextCallAsync()).Content);
        await rig.DrainedAsync();
        Assert.Single(await rig.Poison.ListAsync());
    }

    [Fact]
    public async Task Failure_ThenSuccess_EndsTheTries()
    {
        var rig = Rig();
        var tries = 0;
        rig.Function = _ => ++tries < 3 ? throw new InvalidDataException("broken") : Task.CompletedTask;
        rig.Storage.Write("datasets", "a/b.jsonl", "rows");

        await rig.ScanAsync();
        for (var i = 0; i < 3; i++) await rig.AdvanceToNextCallAsync();

        await rig.DrainedAsync();
        Assert.Empty(await rig.Poison.ListAsync());
        Assert.Equal(3, tries);
    }

    [Fact]
    public async Task Failure_BlobRewrittenBeforeTheNextTry_DropsTheOldVersion()
    {
        var rig = Rig();
        rig.Function = call => call.Content == "bad" ? throw new InvalidDataException("broken") : Task.CompletedTask;
        rig.Storage.Write("datasets", "a/b.jsonl", "bad");
        await rig.ScanAsync();
        await rig.NextCallAsync();
        rig.Storage.Write("datasets", "a/b.jsonl", "good");
        await rig.ScanAsync();

        Assert.Equal("good", (await rig.AdvanceToNextCallAsync()).Content);
        await Until.TrueAsync(() =>
        {
            rig.Clock.Advance(TimeSpan.FromSeconds(1));
            return rig.Queue.Open == 0;
        });
        Assert.Equal(0, rig.CallsLeft);
        Assert.Empty(await rig.Poison.ListAsync());
    }

    [Fact]
    public async Task Open_BlobVanishedSinceListing_IsDroppedWithoutCountingATry()
    {
        var rig = Rig(maxAttempts: 1);
        rig.Storage.BeforeOpen = name => rig.Storage.Delete("datasets", name);
        rig.Storage.Write("datasets", "a/b.jsonl", "rows");
        await rig.ScanAsync();
        await rig.DrainedAsync();
        await rig.ScanAsync();
        rig.Storage.BeforeOpen = null;
        rig.Storage.Write("datasets", "a/b.jsonl", "rows");

        await rig.ScanAsync();

        Assert.Equal("rows", (await rig.NextCallAsync()).Content);
        Assert.Empty(await rig.Poison.ListAsync());
    }

    [Fact]
    public async Task Stop_DuringACall_CancelsItAndRunsItAgainAfterRestart()
    {
        var rig = Rig(maxAttempts: 1);
        rig.Function = call => Task.Delay(Timeout.Infinite, call.Stopping);
        rig.Storage.Write("datasets", "a/b.jsonl", "rows");
        await rig.ScanAsync();
        await rig.NextCallAsync();

        await rig.StopAsync();
        rig.Function = _ => Task.CompletedTask;
        await rig.RestartAsync();
        await rig.ScanAsync();

        Assert.Equal("rows", (await rig.NextCallAsync()).Content);
        await rig.DrainedAsync();
        Assert.Empty(await rig.Poison.ListAsync());
    }

    [Fact]
    public async Task Restart_AfterTheProcessDiedInEveryTry_GivesTheBlobUp()
    {
        var rig = Rig(maxAttempts: 2);
        var work = new BlobWork("datasets", "a/b.jsonl", "etag-rows", new Dictionary<string, string>());
        Assert.Equal(1, await rig.Receipts.BeginAttemptAsync("OnBlob", work));
        Assert.Equal(2, await rig.Receipts.BeginAttemptAsync("onblob", work));
        rig.Storage.Write("datasets", "a/b.jsonl", "rows");

        await rig.ScanAsync();
        await rig.DrainedAsync();

        Assert.Equal(0, rig.CallsLeft);
        var message = Assert.Single(await rig.Poison.ListAsync());
        Assert.Equal(2, message.Attempts);
        Assert.Contains("process ended", message.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parallelism_BoundsTheCallsAtATime()
    {
        var rig = Rig(parallelism: 3);
        var running = 0;
        var most = 0;
        var gate = new TaskCompletionSource();
        rig.Function = async _ =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            if (now == 3) gate.TrySetResult();
            await gate.Task;
            await Task.Yield();
            Interlocked.Decrement(ref running);
        };
        for (var i = 0; i < 30; i++) rig.Storage.Write("datasets", $"a/{i}.jsonl", $"rows {i}");

        await rig.ScanAsync();
        await rig.DrainedAsync();

        Assert.Equal(3, most);
        Assert.Equal(30, rig.CallsLeft);
    }

    [Fact]
    public async Task Run_ListingFails_GoesOnWithTheNextScan()
    {
        var rig = Rig();
        using var stopping = new CancellationTokenSource();
        rig.Storage.ListFailure = new IOException("network");
        rig.Storage.Write("datasets", "a/b.jsonl", "rows");
        var run = rig.Scanner.RunAsync(stopping.Token);
        rig.Storage.ListFailure = null;

        Assert.Equal("rows", (await rig.AdvanceToNextCallAsync()).Content);
        await stopping.CancelAsync();
        await run;
    }

    [Fact]
    public async Task Scan_ThousandsOfUnchangedBlobs_AsksNothingOfThem()
    {
        var rig = Rig(parallelism: 300);
        for (var i = 0; i < 3000; i++) rig.Storage.Write("datasets", $"a/{i}.jsonl", $"rows {i}");
        await rig.ScanAsync();
        await rig.DrainedAsync();
        await rig.RestartAsync();
        var before = (rig.Storage.ETagCalls, rig.Storage.OpenCalls);

        for (var i = 0; i < 5; i++) await rig.ScanAsync();

        Assert.Equal(0, rig.Queue.Open);
        Assert.Equal(before, (rig.Storage.ETagCalls, rig.Storage.OpenCalls));
    }

    [Fact]
    public async Task Scan_DamagedReceipt_RunsItsBlobOnceMoreAndNoOther()
    {
        var rig = Rig();
        rig.Storage.Write("datasets", "a/b.jsonl", "one");
        rig.Storage.Write("datasets", "a/c.jsonl", "two");
        await rig.ScanAsync();
        await rig.DrainedAsync();
        Assert.Equal(2, rig.CallsLeft);
        await rig.DamageReceiptAsync("a/b.jsonl");

        await rig.RestartAsync();
        await rig.ScanAsync();
        await rig.DrainedAsync();

        Assert.Equal(3, rig.CallsLeft);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int current;
        while ((current = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, current) != current)
        {
        }
    }

    private BlobRig Rig(TimeSpan? settleTime = null, int maxAttempts = 5, int parallelism = 4)
    {
        var rig = new BlobRig(settleTime, maxAttempts, parallelism);
        _rigs.Add(rig);
        return rig;
    }
}
