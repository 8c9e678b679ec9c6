using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace DurableTask.ContractTests.Hosts;

/// <summary>
/// An app on a fresh task hub. It can crash and come back. This is all that the contract suite knows of what runs the app; the other
/// files of this folder are what another engine would write anew.
/// </summary>
internal abstract class TestHost : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public abstract DurableTaskClient Client { get; }

    /// <summary>The clock of orchestrations and timers; only SQLite hosts look at it.</summary>
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public static Task<TestHost> StartAsync(TestFunctions functions, HostKind kind) =>
        StartAsync(functions, new TestSettings { Kind = kind });

    public static async Task<TestHost> StartAsync(TestFunctions functions, TestSettings? settings = null, ILoggerFactory? loggers = null)
    {
        settings ??= new TestSettings();
        loggers ??= NullLoggerFactory.Instance;
        return settings.Kind switch
        {
            HostKind.AzureStorage => await AzureStorageHost.StartAsync(functions, settings, loggers),
            HostKind.Official => await OfficialHost.StartAsync(functions),
            _ => await SqliteHost.StartAsync(functions, settings, loggers),
        };
    }

    /// <summary>Ends when the instance, in its present round, has created so many timers.</summary>
    public abstract Task UntilTimersAsync(string instanceId, int count);

    /// <summary>After it, whatever was acknowledged before has had its effect.</summary>
    public abstract Task SettleAsync();

    /// <summary>The process dies; nothing runs until a restart.</summary>
    public abstract Task KillAsync();

    /// <summary>The process stops in order, if it still runs, and a new one starts, perhaps with other code or settings.</summary>
    public abstract Task RestartAsync(TestFunctions? functions = null, TestSettings? settings = null);

    public abstract ValueTask DisposeAsync();

    /// <summary>The process dies and a new one starts, perhaps with other code.</summary>
    public async Task CrashAsync(TestFunctions? functions = null)
    {
        await KillAsync();
        await RestartAsync(functions);
    }

    /// <summary>Schedules and waits for the end.</summary>
    public async Task<OrchestrationMetadata> RunAsync(string orchestrator, object? input = null,
        StartOrchestrationOptions? options = null) =>
        await EndOf(await Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, options));

    public Task<OrchestrationMetadata> EndOf(string instanceId) =>
        Client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: true).WaitAsync(Patience);

    public async Task<OrchestrationMetadata> StatusOf(string instanceId, Func<OrchestrationMetadata, bool> reached)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            if (await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true) is { } metadata && reached(metadata)) return metadata;
            patience.Token.ThrowIfCancellationRequested();
            await Task.Delay(5);
        }
    }

    /// <summary>Waits until the orchestration has a timer open, then moves the clock.</summary>
    public async Task PassTimer(string instanceId, TimeSpan time, int timersSoFar = 1)
    {
        await UntilTimersAsync(instanceId, timersSoFar);
        await SettleAsync();
        Clock.Advance(time);
    }
}
