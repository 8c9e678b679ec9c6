using System.Threading.Channels;
using FunctionsHost.Local.State;
using FunctionsHost.Local.Triggers.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;

namespace FunctionsHost.Local.Tests.Triggers;

public sealed class TimerTriggerTests : IDisposable
{
    private static readonly DateTime s_start = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly MemoryHostStateStore _store = new();
    private readonly SleepClock _clock = new(new DateTimeOffset(s_start));
    private readonly Channel<TimerInfo> _calls = Channel.CreateUnbounded<TimerInfo>();
    private readonly List<TimerTriggers> _running = [];

    public void Dispose()
    {
        foreach (var timers in _running) timers.StopAsync(CancellationToken.None).GetAwaiter().GetResult();
    }

    [Fact]
    public async Task Run_NightlySchedule_CallsAtItsTimesWithStatus()
    {
        await StartAsync("0 0 2 * * *");

        var first = await SleepToNextCallAsync();
        Assert.Equal(s_start.AddHours(2), _clock.GetUtcNow().UtcDateTime);
        var second = await SleepToNextCallAsync();

        Assert.False(first.IsPastDue);
        Assert.Equal(default, first.ScheduleStatus!.Last);
        Assert.Equal(s_start.AddHours(2), first.ScheduleStatus.Next);
        Assert.False(second.IsPastDue);
        Assert.Equal(s_start.AddHours(2), second.ScheduleStatus!.Last);
        Assert.Equal(s_start.AddDays(1).AddHours(2), second.ScheduleStatus.Next);
    }

    [Fact]
    public async Task Run_ShortSchedule_HasNoStatus()
    {
        await StartAsync("*/15 * * * * *");

        var call = await SleepToNextCallAsync();

        Assert.Null(call.ScheduleStatus);
        Assert.Equal(s_start.AddSeconds(15), _clock.GetUtcNow().UtcDateTime);
    }

    [Fact]
    public async Task Run_MonitorOff_HasNoStatusAndForgetsMissedRuns()
    {
        await StartAsync("0 0 2 * * *", useMonitor: false);
        await RestartAfterAsync(TimeSpan.FromDays(3), "0 0 2 * * *", useMonitor: false);

        var call = await SleepToNextCallAsync();

        Assert.Null(call.ScheduleStatus);
        Assert.False(call.IsPastDue);
        Assert.Equal(s_start.AddDays(3).AddHours(2), _clock.GetUtcNow().UtcDateTime);
    }

    [Fact]
    public async Task Start_RunsMissedWhileDown_GivesOnePastDueCall()
    {
        await StartAsync("0 0 2 * * *");
        await RestartAfterAsync(TimeSpan.FromDays(3).Add(TimeSpan.FromHours(1)), "0 0 2 * * *");

        var late = await NextCallAsync();
        var next = await SleepToNextCallAsync();

        Assert.True(late.IsPastDue);
        Assert.Equal(s_start.AddHours(2), late.ScheduleStatus!.Next);
        Assert.False(next.IsPastDue);
        Assert.Equal(s_start.AddDays(3).AddHours(2), _clock.GetUtcNow().UtcDateTime);
    }

    [Fact]
    public async Task Start_NothingMissed_WaitsForTheNextTime()
    {
        await StartAsync("0 0 2 * * *");
        await SleepToNextCallAsync();
        await RestartAfterAsync(TimeSpan.FromHours(1), "0 0 2 * * *");

        var call = await SleepToNextCallAsync();

        Assert.False(call.IsPastDue);
        Assert.Equal(s_start.AddHours(2), call.ScheduleStatus!.Last);
        Assert.Equal(s_start.AddDays(1).AddHours(2), _clock.GetUtcNow().UtcDateTime);
    }

    [Fact]
    public async Task Start_ScheduleChangedWhileDown_StartsAfresh()
    {
        await StartAsync("0 0 2 * * *");
        await RestartAfterAsync(TimeSpan.FromDays(3), "0 30 4 * * *");

        var call = await SleepToNextCallAsync();

        Assert.False(call.IsPastDue);
        Assert.Equal(s_start.AddDays(3).AddHours(4.5), _clock.GetUtcNow().UtcDateTime);
    }

    [Fact]
    public async Task Start_RunOnStartup_CallsAtOnceAndThenAtItsTimes()
    {
        await StartAsync("01:00:00", runOnStartup: true);

        Assert.False((await NextCallAsync()).IsPastDue);
        await SleepToNextCallAsync();
        Assert.Equal(s_start.AddHours(1), _clock.GetUtcNow().UtcDateTime);
    }

    [Fact]
    public async Task Run_FunctionFails_GoesOnAtTheNextTime()
    {
        await StartAsync("01:00:00", function: _ => throw new InvalidDataException("broken"));

        await SleepToNextCallAsync();
        var second = await SleepToNextCallAsync();

        Assert.Equal(s_start.AddHours(1), second.ScheduleStatus!.Last);
    }

    [Fact]
    public async Task Run_CallLongerThanTheInterval_IsMadeUpForByOnePastDueCall()
    {
        var gate = new TaskCompletionSource();
        await StartAsync("01:00:00", function: _ => gate.Task);
        await SleepToNextCallAsync();
        _clock.Advance(TimeSpan.FromHours(3.5));
        gate.SetResult();

        var late = await NextCallAsync();
        var next = await SleepToNextCallAsync();

        Assert.True(late.IsPastDue);
        Assert.Equal(s_start.AddHours(2), late.ScheduleStatus!.Next);
        Assert.False(next.IsPastDue);
        Assert.Equal(s_start.AddHours(5.5), _clock.GetUtcNow().UtcDateTime);
    }

    [Fact]
    public async Task Stop_DuringACall_IsAMissedRunAfterRestart()
    {
        var timers = await StartAsync("01:00:00", function: stopping => Task.Delay(Timeout.Infinite, stopping));
        await SleepToNextCallAsync();
        await timers.StopAsync(CancellationToken.None);

        await RestartAfterAsync(TimeSpan.FromMinutes(5), "01:00:00");

        var late = await NextCallAsync();
        Assert.True(late.IsPastDue);
        Assert.Equal(s_start.AddHours(1), late.ScheduleStatus!.Next);
    }

    private async Task<TimerTriggers> StartAsync(
        string schedule, bool useMonitor = true, bool runOnStartup = false, Func<CancellationToken, Task>? function = null)
    {
        var parsed = TimerSchedule.Parse(schedule, out var problem) ?? throw new ArgumentException(problem);
        var timer = new TimerTriggerFunction("Tick", parsed, useMonitor, runOnStartup, async (trigger, _, stopping) =>
        {
            _calls.Writer.TryWrite((TimerInfo)trigger);
            await (function?.Invoke(stopping) ?? Task.CompletedTask);
        });
        var timers = new TimerTriggers([timer], new TimerStatuses(_store), _clock, NullLoggerFactory.Instance);
        await timers.StartAsync();
        _running.Add(timers);
        return timers;
    }

    private async Task RestartAfterAsync(TimeSpan pause, string schedule, bool useMonitor = true)
    {
        foreach (var timers in _running) await timers.StopAsync(CancellationToken.None);
        _running.Clear();
        _clock.ForgetSleeps();
        _clock.Advance(pause);
        await StartAsync(schedule, useMonitor);
    }

    private async Task<TimerInfo> NextCallAsync() =>
        await _calls.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));

    /// <summary>Moves the clock to the end of each sleep of the runner, until it calls.</summary>
    private async Task<TimerInfo> SleepToNextCallAsync()
    {
        while (true)
        {
            // The sleep first: a call precedes the sleep that follows it.
            var end = _clock.PeekSleep();
            if (_calls.Reader.TryRead(out var call)) return call;
            if (end is { } time) _clock.SleepUntil(time);
            else await Task.WhenAny(_calls.Reader.WaitToReadAsync().AsTask(), _clock.NextSleepAsync()).WaitAsync(TimeSpan.FromSeconds(60));
        }
    }
}
