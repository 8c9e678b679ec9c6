using Microsoft.DurableTask;

namespace FunctionsHost.Local.Durable;

/// <summary>The code of an orchestrator. It is called once for each replay.</summary>
internal interface IOrchestratorFunction
{
    /// <summary>Runs on the thread of the turn; must await durable tasks of the context only.</summary>
    Task<object?> InvokeAsync(TaskOrchestrationContext context);
}
