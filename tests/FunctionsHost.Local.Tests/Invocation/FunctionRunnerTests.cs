using FunctionsHost.Local.HostJson;
using FunctionsHost.Local.Invocation;
using FunctionsHost.Local.Tests.Discovery;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsHost.Local.Tests.Invocation;

public sealed class FunctionRunnerTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Gate _gate = new();

    [Fact]
    public async Task RunAsync_FunctionHonoursItsToken_EndsWithTheTimeLimit()
    {
        var run = RunAsync(nameof(Functions.Waiting));
        _clock.Advance(TimeSpan.FromMinutes(10));

        var error = await Assert.ThrowsAsync<FunctionTimeoutException>(() => run);
        Assert.Equal("Timeout value of 00:10:00 was exceeded by function: Functions.Waiting", error.Message);
    }

    [Fact]
    public async Task RunAsync_FunctionIgnoresItsToken_IsLeftBehindAndDisposedWhenItEnds()
    {
        var run = RunAsync(nameof(Functions.Deaf));
        _clock.Advance(TimeSpan.FromMinutes(10));
        await Assert.ThrowsAsync<FunctionTimeoutException>(() => run);
        Assert.False(_gate.Disposed.Task.IsCompleted);

        _gate.Open.SetResult();

        await _gate.Disposed.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task RunAsync_HostStops_IsCancelledNotTimedOut()
    {
        using var stopping = new CancellationTokenSource();
        var run = RunAsync(nameof(Functions.Waiting), stopping: stopping.Token);
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task RunAsync_NoTimeLimit_RunsOn()
    {
        var run = RunAsync(nameof(Functions.Deaf), settings: new HostSettings { FunctionTimeout = null });
        _clock.Advance(TimeSpan.FromDays(30));
        Assert.False(run.IsCompleted);

        _gate.Open.SetResult();

        await run;
    }

    private Task RunAsync(string name, HostSettings? settings = null, CancellationToken stopping = default)
    {
        settings ??= new HostSettings { FunctionTimeout = TimeSpan.FromMinutes(10) };
        var scopes = new ServiceCollection().AddSingleton(_gate).BuildServiceProvider().GetRequiredService<IServiceScopeFactory>();
        var runner = new FunctionRunner(new FunctionPipeline([]), scopes, settings, _clock, NullLoggerFactory.Instance);
        var function = Discover.In(typeof(Functions)).Single(function => function.Name == name);
        return runner.RunAsync(function, new TimerInfo(), new Dictionary<string, object?>(), stopping);
    }

    public sealed class Gate
    {
        public TaskCompletionSource Open { get; } = new();

        public TaskCompletionSource Disposed { get; } = new();
    }

    public sealed class Functions(Gate gate) : IDisposable
    {
        public void Dispose() => gate.Disposed.TrySetResult();

        [Function(nameof(Waiting))]
        public static async Task Waiting([TimerTrigger("00:01:00")] TimerInfo timer, CancellationToken cancellationToken) =>
            await Task.Delay(timer.IsPastDue ? 1 : Timeout.Infinite, cancellationToken);

        [Function(nameof(Deaf))]
        public async Task Deaf([TimerTrigger("00:01:00")] TimerInfo timer)
        {
            await gate.Open.Task;
            _ = timer;
        }
    }
}
