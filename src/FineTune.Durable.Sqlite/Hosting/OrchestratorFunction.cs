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
            // Elsewhere and not awaited: disposal is free to be asynchronous, the orchestrator's thread is not.
            if (invocation.HasResources) _ = Task.Run(async () => await invocation.DisposeAsync());
        }
    }
}
