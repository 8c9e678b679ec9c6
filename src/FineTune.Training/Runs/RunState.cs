namespace FineTune.Training.Runs;

/// <summary>Where a run is.</summary>
public enum RunState
{
    Running,

    /// <summary>A person is asked to confirm the candidate.</summary>
    AwaitingApproval,
    Registered,

    /// <summary>A business refusal: budget, gate, provider no longer trains, rejected by a person.</summary>
    Refused,

    /// <summary>The provider's job failed.</summary>
    Failed,
    Cancelled,

    /// <summary>Nobody decided in time.</summary>
    Held,
}
