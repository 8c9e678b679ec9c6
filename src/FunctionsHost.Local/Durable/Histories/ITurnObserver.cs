namespace FunctionsHost.Local.Durable.Histories;

/// <summary>
/// Sees every turn of every orchestration of the host; registered as a service, for recordings and for tests. It is called on the thread of
/// the turn, before the turn is committed: a turn that cannot be committed runs, and is seen, again.
/// </summary>
public interface ITurnObserver
{
    /// <summary>Called after a turn. Must not throw, and should be quick.</summary>
    void TurnEnded(RecordedExecution execution);
}
