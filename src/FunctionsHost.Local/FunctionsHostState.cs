namespace FunctionsHost.Local;

/// <summary>Where a host is between its start and its end.</summary>
public enum FunctionsHostState
{
    Created,
    Starting,
    Running,
    Stopping,
    Stopped,

    /// <summary>The start failed; the process is about to end with the reason.</summary>
    Failed,
}
