using FineTune.Durable;
using FineTune.Durable.Client;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.DurableContract;

/// <summary>
/// An app on a fresh task hub with a clock of its own. It can crash and come back. This is all that the contract suite
/// knows of what runs the app; <c>Harness</c>, the one file beneath it, is what another engine would write anew.
/// </summary>
internal abstract class TestHost : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public abstract DurableTaskClient Client { get; }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public static Task<TestHost> StartAsync(TestFunctions functions, bool strict) =>
        StartAsync(functions, new TestSettings { Strict = strict });

    public static Task<TestHost> StartAsync(TestFunctions functions, TestSettings? settings = null, ILoggerFactory? loggers = null) =>
        Harness.StartAsync(functions, settings ?? new TestSettings(), loggers);

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
    public async Task<OrchestrationMetadata> RunAsync(string orchestrator, object? input = null, StartOrchestrationOptions? options = null) =>
        await EndOf(await Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input, options));

    public Task<OrchestrationMetadata> EndOf(string instanceId) =>
        Client.WaitForInstanceCompletionAsync(instanceId, getInputsAndOutputs: true).WaitAsync(Patience);

    public async Task<OrchestrationMetadata> StatusOf(string instanceId, Func<OrchestrationMetadata, bool> reached)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            OrchestrationMetadata? metadata = await Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true);
            if (metadata is not null && reached(metadata))
                return metadata;
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
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

/// <summary>What host.json and its like say.</summary>
internal sealed record TestSettings
{
    /// <summary>Whether every turn replays from the start, as where nothing is kept in memory.</summary>
    public bool Strict { get; init; }

    public string DefaultVersion { get; init; } = string.Empty;

    public TimeSpan FunctionTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Measures <see cref="FunctionTimeout"/>; null for real time.</summary>
    public TimeProvider? TimeoutClock { get; init; }

    public int MaxConcurrentActivities { get; init; } = 8;

    public TimeSpan ShutdownGrace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Orchestrations that may stay in memory between turns.</summary>
    public int MaxLiveInstances { get; init; } = 2048;

    public TimeSpan MaximumTimerInterval { get; init; } = TimeSpan.FromDays(3);
}
