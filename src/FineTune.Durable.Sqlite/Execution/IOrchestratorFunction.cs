namespace FineTune.Durable.Sqlite.Execution;

/// <summary>
/// One orchestrator function, ready to be replayed. Each call is one replay from the start: the implementation makes a DI
/// scope and, for instance methods, a new instance of the declaring class, calls the method and returns its task. It must
/// not await anything itself before the orchestrator's code has run synchronously up to its first incomplete await.
/// </summary>
public interface IOrchestratorFunction
{
    string Name { get; }

    /// <summary>Starts a replay. The task yields the orchestrator's result (null for a plain <see cref="Task"/>).</summary>
    Task<object?> InvokeAsync(TaskOrchestrationContext context);
}
