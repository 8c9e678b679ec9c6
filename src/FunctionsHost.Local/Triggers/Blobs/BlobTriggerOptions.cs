namespace FunctionsHost.Local.Triggers.Blobs;

/// <param name="ScanInterval">Pause between two listings of a container.</param>
/// <param name="SettleTime">How long length and time must stand still before a blob is taken.</param>
/// <param name="MaxAttempts">Tries before a blob becomes a poison message.</param>
/// <param name="Parallelism">Invocations of one function at the same time.</param>
internal sealed record BlobTriggerOptions(TimeSpan ScanInterval, TimeSpan SettleTime, int MaxAttempts, int Parallelism)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(1);

    /// <summary>2, 4, 8, 16 ... seconds, at most a minute.</summary>
    public static TimeSpan RetryDelay(int attemptsMade)
    {
        var delay = FirstRetry * Math.Pow(2, Math.Min(attemptsMade - 1, 10));
        return delay < LongestRetry ? delay : LongestRetry;
    }
}
