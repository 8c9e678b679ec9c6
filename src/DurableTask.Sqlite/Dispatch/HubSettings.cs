namespace DurableTask.Sqlite.Dispatch;

/// <summary>The options, as the inner parts need them.</summary>
internal sealed record HubSettings(string DatabasePath, int MaxConcurrentOrchestrations, int MaxLiveInstances, TimeSpan SessionIdleTimeout, int MaxWritesPerCommit)
{
    public bool HasSessions => SessionIdleTimeout > TimeSpan.Zero && MaxLiveInstances > 0;
}
