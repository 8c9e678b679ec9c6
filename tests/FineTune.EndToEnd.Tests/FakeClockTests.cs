using FineTune.Cli.Data;
using FineTune.Cli.Hosting;
using FineTune.Core.Storage;
using FineTune.Datasets.Increments;
using FineTune.Training.Runs;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.EndToEnd.Tests;

/// <summary>The local host in this process, on a clock that the test moves.</summary>
public sealed class FakeClockTests
{
    private const string Lineage = "night";
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 22, 20, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task NightlyLineage_IsTunedAtTwo_AndHeldWhenNobodyConfirmsForSevenDays()
    {
        using var data = new TemporaryData();
        var settings = Path.Combine(data.Path, "lineages", Lineage + ".json");
        Directory.CreateDirectory(Path.GetDirectoryName(settings)!);
        await File.WriteAllTextAsync(settings, """{ "tune": "nightly", "approval": { "required": true, "timeoutDays": 7 } }""");
        var options = new LocalHostOptions(new DataFolder(data.Path), StorageChoice.Folder, Port: 0, TimeSpan.FromMilliseconds(200), Logs: false);
        await using var host = await LocalHost.StartAsync(
            options, CliContext.Create() with { Time = _clock, Parts = new ClockedParts(_clock) }, TestContext.Current.CancellationToken);
        Drop(data);

        var staged = await UntilAsync(() => FirstAsync<StagedIncrement>(data, BlobPaths.Increments, BlobPaths.StagedPrefix(Lineage)));
        Assert.Null(staged.TakenBy);
        Assert.Empty((await data.Store.ListPageAsync(BlobPaths.Runs, Lineage + "/")).Items);

        _clock.SetUtcNow(new DateTimeOffset(2026, 11, 23, 2, 0, 1, TimeSpan.Zero));
        var waiting = await UntilAsync(() => SummaryAsync(data, RunState.AwaitingApproval));
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 2, 0, 0, TimeSpan.Zero), waiting.StartedAt, TimeSpan.FromMinutes(5));

        _clock.Advance(TimeSpan.FromDays(6.9));
        Assert.NotNull(await SummaryAsync(data, RunState.AwaitingApproval));
        var held = await UntilAsync(() => data.ReadAsync<RunOutcome>(BlobPaths.RunOutcome(Lineage, waiting.RunId)), TimeSpan.FromHours(1));
        Assert.Equal(RunState.Held, held.State);
        Assert.Null(held.Version);
        Assert.True(held.EndedAt - waiting.StartedAt >= TimeSpan.FromDays(7));
    }

    private static void Drop(TemporaryData data)
    {
        var folder = Path.Combine(data.Path, "datasets", Lineage);
        Directory.CreateDirectory(folder);
        File.Move(data.Write("rows.jsonl", Conversations.Chat(30)), Path.Combine(folder, "rows.jsonl"));
    }

    private static Task<RunSummary?> SummaryAsync(TemporaryData data, RunState state) =>
        FirstAsync<RunSummary>(data, BlobPaths.RunsIndex, Lineage + "/", summary => summary.State == state);

    private static async Task<T?> FirstAsync<T>(TemporaryData data, string container, string prefix, Func<T, bool>? condition = null)
        where T : class
    {
        var page = await data.Store.ListPageAsync(container, prefix, 1);
        return page.Items is [var item, ..] && await data.ReadAsync<T>(item.Blob) is { } value && condition?.Invoke(value) != false ? value : null;
    }

    /// <summary>Lets the host work, moving the clock by a step every 20 milliseconds (by default ten times its speed), until there is something to see.</summary>
    private async Task<T> UntilAsync<T>(Func<Task<T?>> poll, TimeSpan? step = null)
        where T : class
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        using var pump = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await pump.WaitForNextTickAsync(patience.Token))
        {
            if (await poll() is { } seen)
            {
                return seen;
            }

            _clock.Advance(step ?? TimeSpan.FromMilliseconds(200));
        }

        throw new TimeoutException();
    }
}
