using FineTune.Durable.Sqlite.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace FineTune.Durable.Sqlite.Hosting;

internal sealed class OrchestratorFunction(FunctionDescriptor function, IServiceScopeFactory scopes) : IOrchestratorFunction
{
    private static readonly Dictionary<string, object?> s_noData = [];

    public string Name => function.Name;

    public async Task<object?> InvokeAsync(TaskOrchestrationContext context)
    {
        var invocation = new InvocationContext(function.Definition, scopes, s_noData, CancellationToken.None);
        try
        {
            return await function.InvokeAsync(new FunctionCall(invocation, context));
        }
        finally
        {
            // Not awaited: an asynchronous disposal would leave the orchestrator's thread in the middle of its turn.
            _ = invocation.DisposeAsync().AsTask();
        }
    }
}
