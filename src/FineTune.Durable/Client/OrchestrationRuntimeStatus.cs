namespace FineTune.Durable.Client;

/// <summary>The status of an instance.</summary>
public enum OrchestrationRuntimeStatus
{
    /// <summary>Started and not ended; most of the time it waits for something.</summary>
    Running = 0,

    /// <summary>Ended with a result.</summary>
    Completed = 1,

    /// <summary>Between two rounds.</summary>
    [Obsolete("An instance that continues as new is reported as Running.")]
    ContinuedAsNew = 2,

    /// <summary>Ended with an exception that nobody caught.</summary>
    Failed = 3,

    /// <summary>Ended by cancellation.</summary>
    [Obsolete("Instances end as Completed, Failed or Terminated.")]
    Canceled = 4,

    /// <summary>Ended from outside.</summary>
    Terminated = 5,

    /// <summary>Scheduled and not yet started.</summary>
    Pending = 6,

    /// <summary>Held until it is resumed.</summary>
    Suspended = 7,
}
