using FunctionsHost.Local.Discovery;
using FunctionsHost.Local.Durable;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsHost.Local.Invocation;

/// <summary>An orchestrator of the app, as the durable worker calls it.</summary>
internal sealed class OrchestratorFunction(FunctionDescriptor function, FunctionPipeline pipeline, IServiceScopeFactory scopes)
    : IOrchestratorFunction
{
    private static readonly Dictionary<string, object?> s_noData = [];

    public async Task<object?> InvokeAsync(TaskOrchestrationContext context)
    {
        using var replay = new Replay(new InvocationContext(function.Definition, scopes, s_noData, CancellationToken.None));
        var call = new FunctionCall(function, replay.Context, context);
        await pipeline.RunAsync(call);
        return call.Result;
    }

    /// <summary>
    /// Disposes the scope and instance of one replay. The dispatcher lets go of an orchestrator that waits, and no code of its runs
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
