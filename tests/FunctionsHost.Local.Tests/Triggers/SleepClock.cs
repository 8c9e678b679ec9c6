using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace FunctionsHost.Local.Tests.Triggers;

/// <summary>
/// A clock that knows when the code under test has gone to sleep and until when, so that a test never moves it too early.
/// </summary>
internal sealed class SleepClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly Channel<DateTimeOffset> _sleeps = Channel.CreateUnbounded<DateTimeOffset>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var end = GetUtcNow() + dueTime;
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime > TimeSpan.Zero) _sleeps.Writer.TryWrite(end);
        return timer;
    }

    /// <summary>The end of the oldest sleep not yet slept.</summary>
    public DateTimeOffset? PeekSleep() => _sleeps.Reader.TryPeek(out var end) ? end : null;

    public Task NextSleepAsync() => _sleeps.Reader.WaitToReadAsync().AsTask();

    public void SleepUntil(DateTimeOffset end)
    {
        _sleeps.Reader.TryRead(out _);
        if (end > GetUtcNow()) Advance(end - GetUtcNow());
    }

    public void ForgetSleeps()
    {
        while (_sleeps.Reader.TryRead(out _))
        {
        }
    }
}
