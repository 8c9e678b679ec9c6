namespace DurableTask.Sqlite.Dispatch;

/// <summary>Growing pauses between retries.</summary>
internal static class Backoff
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    /// <param name="failures">The number of earlier failures.</param>
    public static TimeSpan After(int failures)
    {
        TimeSpan pause = s_first * Math.Pow(2, Math.Min(failures, 16));
        return pause < s_longest ? pause : s_longest;
    }
}
