namespace DurableTask.Sqlite.Dispatch;

/// <summary>The options of the service.</summary>
internal sealed record HubSettings(
    string DatabasePath, int MaxConcurrentOrchestrations, int MaxLiveInstances, TimeSpan SessionIdleTimeout, int MaxWritesPerCommit)
{
    public bool HasSessions => SessionIdleTimeout > TimeSpan.Zero && MaxLiveInstances > 0;
}
