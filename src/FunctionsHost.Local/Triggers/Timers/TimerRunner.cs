using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local.Triggers.Timers;

/// <summary>
/// Runs one timer function at its times, one call at a time. Occurrences missed while the host was down or the last call still
/// ran are made up for by one call with <see cref="TimerInfo.IsPastDue"/>. A call cut short by the end of the process is missed.
/// </summary>
internal sealed class TimerRunner(TimerTriggerFunction function, TimerStatuses statuses, TimeProvider timeProvider, ILogger logger)
{
    private static readonly TimeSpan s_longestSleep = TimeSpan.FromMinutes(1);
    private static readonly Dictionary<string, object?> s_noData = [];

    private ScheduleStatus _status = new();
    private bool _isMonitored;

    private DateTime Now => timeProvider.GetUtcNow().UtcDateTime;

    /// <summary>Reads the stored status. Occurrences from now on are met, even where <see cref="RunAsync"/> is called later.</summary>
    public async Task PrepareAsync()
    {
        var now = Now;
        _isMonitored = function.UseMonitor && function.Schedule.IsMonitorable(now);
        if (_isMonitored && await statuses.FindAsync(function.Name, function.Schedule) is { } stored)
        {
            _status = stored;
            return;
        }

        _status = new ScheduleStatus { Next = function.Schedule.NextAfter(now), LastUpdated = now };
        if (_isMonitored) await statuses.SaveAsync(function.Name, function.Schedule, _status);
    }

    public async Task RunAsync(CancellationToken stopping)
    {
        try
        {
            if (Now <= _status.Next && function.RunOnStartup) await InvokeAsync(isPastDue: false, stopping);
            while (!stopping.IsCancellationRequested)
            {
                var isPastDue = Now > _status.Next;
                await SleepUntilAsync(_status.Next, stopping);
                await InvokeAsync(isPastDue, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    private async Task InvokeAsync(bool isPastDue, CancellationToken stopping)
    {
        var now = Now;
        if (isPastDue)
            logger.LogInformation("Function '{Function}' is past due: it was to run at {Due:u}.", function.Name, _status.Next);
        try
        {
            var status = _isMonitored
                ? new ScheduleStatus { Last = _status.Last, Next = _status.Next, LastUpdated = _status.LastUpdated } : null;
            await function.Invoke(new TimerInfo { ScheduleStatus = status, IsPastDue = isPastDue }, s_noData, stopping);
        }
        catch (Exception error) when (error is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            logger.LogError(error, "Function '{Function}' failed.", function.Name);
        }

        _status = new ScheduleStatus { Last = now, Next = function.Schedule.NextAfter(now), LastUpdated = now };
        if (_isMonitored) await SaveAsync();
    }

    private async Task SaveAsync()
    {
        try
        {
            await statuses.SaveAsync(function.Name, function.Schedule, _status);
        }
        catch (Exception error)
        {
            logger.LogError(error,
                "The status of timer function '{Function}' could not be written; after a restart it may run once more.", function.Name);
        }
    }

    /// <summary>In short steps, because a suspended machine's timers stand still while its clock goes on.</summary>
    private async Task SleepUntilAsync(DateTime due, CancellationToken stopping)
    {
        while (due - Now is var rest && rest > TimeSpan.Zero)
            await Task.Delay(rest < s_longestSleep ? rest : s_longestSleep, timeProvider, stopping);
    }
}
