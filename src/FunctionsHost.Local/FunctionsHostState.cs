namespace FunctionsHost.Local;

public enum DurableHostState
{
    Created,
    Starting,
    Running,
    Stopping,
    Stopped,

    /// <summary>The start failed; the process is about to end with the reason.</summary>
    Failed,
}
