namespace FineTune.Durable;

/// <summary>Options of a sub-orchestration call.</summary>
public record SubOrchestrationOptions : TaskOptions
{
    /// <summary>Creates options.</summary>
    /// <param name="retry">How to retry; null means not at all.</param>
    /// <param name="instanceId">The id of the child; null makes one, which stays the same over retries.</param>
    public SubOrchestrationOptions(TaskRetryOptions? retry = null, string? instanceId = null)
        : base(retry) => InstanceId = instanceId;

    /// <summary>Wraps options and names the child.</summary>
    /// <param name="options">The options to wrap.</param>
    /// <param name="instanceId">The id of the child; null keeps the one of <paramref name="options"/>, if any.</param>
    public SubOrchestrationOptions(TaskOptions options, string? instanceId = null)
        : base(options) => InstanceId = instanceId ?? (options as SubOrchestrationOptions)?.InstanceId;

    /// <summary>Copies options.</summary>
    public SubOrchestrationOptions(SubOrchestrationOptions options)
        : base(options) => InstanceId = options.InstanceId;

    /// <summary>
    /// The id of the child; null makes one. A fixed id meets its completed or running namesake when the parent is restarted:
    /// put what makes the call unique (a run id and an attempt, say) into it.
    /// </summary>
    public string? InstanceId { get; init; }

    /// <summary>The version to run; null means the version of the calling instance.</summary>
    public new TaskVersion? Version
    {
        get => base.Version;
        init => base.Version = value;
    }
}
