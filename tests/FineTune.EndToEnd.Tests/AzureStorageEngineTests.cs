using FineTune.LocalProvider;
using FineTune.LocalProvider.Hosting;
using FineTune.Testing;

namespace FineTune.EndToEnd.Tests;

/// <summary>The pipeline on the official Azure Storage backend: alone, two hosts on one hub, and through an outage of the storage.</summary>
public sealed class AzureStorageEngineTests
{
    /// <summary>Work that a killed host had taken comes back after this time; the minute of host.json would only make the test longer.</summary>
    private const string Visibility = "00:00:05";

    /// <summary>Longer than the pauses in which clients repeat a single request by themselves.</summary>
    private static readonly TimeSpan _outage = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Try_OnAzureStorage_RegistersModelBAndKeepsTheChoice()
    {
        var azurite = await AzuriteServer.SharedAsync();
        using var data = new TemporaryData();

        var output = await FinetuneProcess.RunAsync(
            0, Settings(), "try", "--engine", "azurestorage", "--storage", azurite.NewAccount(), "--data", data.Path);
        var doctor = await FinetuneProcess.RunAsync(0, "doctor", "--data", data.Path);

        Assert.Contains("model-B: registered as version 2 with parent version 1", output, StringComparison.Ordinal);
        Assert.Contains("engine:  azurestorage (queues and tables in ", doctor, StringComparison.Ordinal);
        Assert.Contains(" completed", doctor, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(data.Path, "engine.db")), "The SQLite engine was used.");
        Assert.Equal(2, TryTests.Jobs(data));
    }

    [Fact]
    public async Task TwoHostsOnOneHub_TheWorkingOneIsKilled_TheOtherTakesOverTriggersAndWork()
    {
        var account = (await AzuriteServer.SharedAsync()).NewAccount();
        using var shared = new TemporaryData();
        await using var provider = await LocalProviderHost.StartAsync(
            new LocalProviderOptions { DataDirectory = Path.Combine(shared.Path, "provider"), JobSeconds = 3 });
        using TemporaryData firstData = new(), secondData = new();
        var settings = Settings(("Endpoints__local__Url", provider.ApiUrl.ToString()));
        await using var first = await UpAsync(firstData, account, settings);
        await using var second = await UpAsync(secondData, account, settings);

        var trains = new FileAppears(shared.Path, "ftjob-");
        await DropAsync(firstData, 1, Conversations.Chat(60).Take(40));
        Assert.True(await trains.BeforeAsync(first.Ended), first.Process.Output);
        await first.Process.KillAsync();
        await DropAsync(secondData, 2, Conversations.Chat(60).Skip(40));
        var models = await UntilVersionAsync(2, secondData, second);

        Assert.Contains("champion", models, StringComparison.Ordinal);
        Assert.Equal(2, TryTests.Jobs(shared));
        Assert.False(Directory.Exists(Path.Combine(secondData.Path, "provider")), "The host runs a provider of its own.");
    }

    [Fact]
    public async Task Try_StorageStopsInTheMiddle_WaitsAndGoesOn()
    {
        using var azurite = await AzuriteServer.OwnAsync();
        using var data = new TemporaryData();
        var trains = new FileAppears(data.Path, "ftjob-");
        await using var process = FinetuneProcess.Start(
            Settings(), ["try", "--engine", "azurestorage", "--storage", azurite.NewAccount(), "--data", data.Path]);
        var ended = process.WaitAsync();
        Assert.True(await trains.BeforeAsync(ended), process.Output);

        await azurite.StopAsync();
        await Task.Delay(_outage);
        await azurite.StartAgainAsync();

        Assert.True(await ended == 0, process.Output);
        Assert.Contains("model-B: registered as version 2 with parent version 1", process.Output, StringComparison.Ordinal);
        Assert.Equal(2, TryTests.Jobs(data));
    }

    /// <summary>Settings for hosts of tests, and whatever else a test sets.</summary>
    internal static Dictionary<string, string> Settings(params (string Name, string Value)[] more)
    {
        const string Provider = "AzureFunctionsJobHost__extensions__durableTask__storageProvider__";
        var settings = new Dictionary<string, string>
        {
            [Provider + "controlQueueVisibilityTimeout"] = Visibility,
            [Provider + "workItemQueueVisibilityTimeout"] = Visibility,
        };
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        return settings;
    }

    private static async Task<RunningHost> UpAsync(TemporaryData data, string account, IReadOnlyDictionary<string, string> settings)
    {
        var started = new FileAppears(data.Path, "host-process.json");
        var process = FinetuneProcess.Start(
            settings, ["up", "--data", data.Path, "--port", "0", "--engine", "azurestorage", "--storage", account]);
        var host = new RunningHost(process, process.WaitAsync());
        Assert.True(await started.BeforeAsync(host.Ended), process.Output);
        return host;
    }

    private static Task<string> DropAsync(TemporaryData data, int number, IEnumerable<string> rows) =>
        FinetuneProcess.RunAsync(0, "drop", data.Write($"rows-{number}.jsonl", rows), "--lineage", "cloud", "--data", data.Path);

    private static async Task<string> UntilVersionAsync(int version, TemporaryData data, RunningHost host)
    {
        while (true)
        {
            Assert.False(host.Ended.IsCompleted, host.Process.Output);
            await using var poll = FinetuneProcess.Start("models", "--lineage", "cloud", "--data", data.Path);
            await poll.WaitAsync();
            if (poll.Output.Contains($"version {version}: ", StringComparison.Ordinal))
            {
                return poll.Output;
            }
        }
    }

    private sealed record RunningHost(FinetuneProcess Process, Task<int> Ended) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }
}
