using FineTune.Durable.Sqlite.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsHost.Local.Invocation;

internal sealed class OrchestratorFunction(FunctionDescriptor function, IServiceScopeFactory scopes) : IOrchestratorFunction
{
    private static readonly Dictionary<string, object?> s_noData = [];

    public string Name => function.Name;

    public async Task<object?> InvokeAsync(TaskOrchestrationContext context)
    {
        using var replay = new Replay(new InvocationContext(function.Definition, scopes, s_noData, CancellationToken.None));
        return await function.InvokeAsync(new FunctionCall(replay.Context, context));
    }

    /// <summary>
    /// Disposes the scope and instance of one replay. The engine lets go of an orchestrator that waits, and no code of its runs
    /// again; then only the collector knows that the replay is over.
    /// </summary>
    private sealed class Replay(InvocationContext context) : IDisposable
    {
        ~Replay() => Release();

        public InvocationContext Context => context;

        public void Dispose()
        {
            GC.SuppressFinalize(this);
            Release();
        }

        /// <summary>Elsewhere and not awaited: disposal is free to be asynchronous, the orchestrator's thread is not.</summary>
        private void Release()
        {
            if (context.HasResources) _ = Task.Run(async () => await context.DisposeAsync());
        }
    }
}
