namespace FineTune.Functions.Activities.Windows;

/// <summary>Says when an activity has worked long enough on a window: well before the two minutes no activity may pass.</summary>
internal sealed class WindowClock(TimeProvider time)
{
    private static readonly TimeSpan _slice = TimeSpan.FromSeconds(90);
    private readonly long _start = time.GetTimestamp();

    public bool IsUp => time.GetElapsedTime(_start) > _slice;
}
