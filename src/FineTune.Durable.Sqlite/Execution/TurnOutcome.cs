using FineTune.Durable.Sqlite.History;

namespace FineTune.Durable.Sqlite.Execution;

/// <summary>What a turn did.</summary>
/// <param name="Accepted">The facts that were fed and are now part of the history.</param>
/// <param name="Actions">The actions taken, by number.</param>
/// <param name="CancelledTimers">Numbers of timers that will not fire.</param>
/// <param name="CustomStatus">The serialised custom status after the turn.</param>
/// <param name="Completion">How the execution ended; null while it goes on.</param>
internal sealed record TurnOutcome(
    List<HistoryEvent> Accepted,
    List<ActionEvent> Actions,
    List<int> CancelledTimers,
    string? CustomStatus,
    Completion? Completion);

/// <summary>The end of an execution.</summary>
internal abstract record Completion
{
    public sealed record Succeeded(string? Output) : Completion;

    public sealed record Failed(FailureInfo Failure, string? Output = null) : Completion;

    public sealed record Terminated(string? Output) : Completion;

    public sealed record ContinuedAsNew(NextRound Next, IReadOnlyList<EventRaised> Carried) : Completion;
}
