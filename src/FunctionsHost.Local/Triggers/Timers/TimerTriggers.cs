using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local.Triggers.Timers;

/// <summary>The timer functions of an app, at work between start and stop.</summary>
internal sealed class TimerTriggers(
    IEnumerable<TimerTriggerFunction> functions, TimerStatuses statuses, TimeProvider timeProvider, ILoggerFactory loggerFactory)
        : IAsyncDisposable
{
    private readonly List<TimerRunner> _runners = [.. functions.Select(function =>
        new TimerRunner(function, statuses, timeProvider, loggerFactory.CreateLogger($"Function.{function.Name}")))];
    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public async Task StartAsync()
    {
        foreach (var runner in _runners) await runner.PrepareAsync();
        var token = _stopping.Token;
        _running = Task.WhenAll(_runners.Select(runner => Task.Run(() => runner.RunAsync(token), CancellationToken.None)));
    }

    /// <summary>Starts no more calls, tells those under way to stop, and waits for them as long as the token allows.</summary>
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
