namespace FunctionsHost.Local.Durable.Orchestrations;

/// <summary>
/// Continues an orchestrator on the thread of its turn, at once, and nowhere else: what another thread posts is the result of
/// something that is not durable, and is dropped.
/// </summary>
internal sealed class TurnSynchronizationContext(OrchestrationRun run) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (!run.IsTurnThread)
        {
            run.Stray();
            return;
        }

        var previous = Current;
        SetSynchronizationContext(this);
        try
        {
            d(state);
        }
        finally
        {
            SetSynchronizationContext(previous);
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => Post(d, state);

    public override SynchronizationContext CreateCopy() => this;
}
