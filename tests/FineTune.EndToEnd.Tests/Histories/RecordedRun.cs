using System.Net;
using System.Net.Http.Json;
using FineTune.Cli.Data;
using FineTune.Cli.Hosting;
using FineTune.Core.Storage;
using FineTune.Training.Runs;
using FunctionsHost.Local.Durable.Histories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.EndToEnd.Tests.Histories;

/// <summary>
/// One host in this process, on a clock that the test moves, through which every orchestrator of the app passes: a drop in batches whose model is approved,
/// and a drop with single calls whose run is cancelled while it waits for approval.
/// </summary>
internal sealed class RecordedRun : IAsyncDisposable
{
    private const string Lineage = "recorded";

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 12, 1, 8, 0, 0, TimeSpan.Zero));
    private readonly TemporaryData _data = new();
    private readonly Recorder _recorder = new();
    private LocalHost? _host;

    public IReadOnlyCollection<RecordedExecution> Executions => _recorder.Executions;

    public HistoryReplayer Replayer => _host!.Services.GetRequiredService<HistoryReplayer>();

    public async Task PlayAsync(CancellationToken cancellationToken)
    {
        var options = new LocalHostOptions(new DataFolder(_data.Path), StorageChoice.Folder, Port: 0, TimeSpan.FromMilliseconds(200), Logs: false);
        var parts = new ClockedParts(_clock, services => services.AddSingleton<ITurnObserver>(_recorder))
        {
            Settings =
            {
                ["Endpoints:local:PollFirstSeconds"] = "0.1",
                ["Endpoints:local:PollMaxSeconds"] = "0.1",
            },
        };
        _host = await LocalHost.StartAsync(options, CliContext.Create() with { Time = _clock, Parts = parts }, cancellationToken);
        using var api = new HttpClient { BaseAddress = new Uri(_host.Url) };

        Settle("always");
        Drop("first.jsonl", Conversations.Chat(40).Take(26));
        var first = await WaitingAsync();
        await PostAsync(api, first, "approve", new { approved = true, by = "owner" });
        Assert.Equal(RunState.Registered, await EndOfAsync(first));

        Settle("never");
        Drop("second.jsonl", Conversations.Chat(40).Skip(26));
        var second = await WaitingAsync();
        await PostAsync(api, second, "cancel", new { by = "owner" });
        Assert.Equal(RunState.Cancelled, await EndOfAsync(second));
        await UntilAsync(() => Task.FromResult(Executions.Any(IsEndOfTune) ? "ended" : null));
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        _data.Dispose();
    }

    private static bool IsEndOfTune(RecordedExecution execution) =>
        execution.Name == "TuneOrchestrator" && execution.LastActions is ["end: Completed"];

    private void Settle(string batch)
    {
        var settings = Path.Combine(_data.Path, "lineages", Lineage + ".json");
        Directory.CreateDirectory(Path.GetDirectoryName(settings)!);
        File.WriteAllText(settings, $$"""{ "batch": "{{batch}}", "approval": { "required": true } }""");
    }

    private void Drop(string name, IEnumerable<string> lines)
    {
        var folder = Path.Combine(_data.Path, "datasets", Lineage);
        Directory.CreateDirectory(folder);
        File.Move(_data.Write(name, lines), Path.Combine(folder, name));
    }

    private async Task<string> WaitingAsync() => (await UntilAsync(async () =>
    {
        var page = await _data.Store.ListPageAsync(BlobPaths.RunsIndex, Lineage + "/", 1);
        return page.Items is [var newest] && await _data.ReadAsync<RunSummary>(newest.Blob) is { State: RunState.AwaitingApproval } run ? run : null;
    })).RunId;

    /// <summary>Again while the run does not listen yet.</summary>
    private Task<string> PostAsync(HttpClient api, string runId, string what, object body) => UntilAsync(async () =>
    {
        using var answer = await api.PostAsJsonAsync(new Uri($"api/lineages/{Lineage}/runs/{runId}/{what}", UriKind.Relative), body);
        return answer.StatusCode == HttpStatusCode.Accepted ? what : null;
    });

    private async Task<RunState> EndOfAsync(string runId) =>
        (await UntilAsync(() => _data.ReadAsync<RunOutcome>(BlobPaths.RunOutcome(Lineage, runId)))).State;

    /// <summary>Lets the host work, ten times as fast as the real clock.</summary>
    private async Task<T> UntilAsync<T>(Func<Task<T?>> poll)
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

            _clock.Advance(TimeSpan.FromMilliseconds(200));
        }

        throw new TimeoutException();
    }
}
