using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;

namespace FunctionsHost.Local.Invocation;

/// <summary>
/// The app's middleware around its functions, in the order of registration. It runs inside the turns of orchestrators too, as in the
/// official worker: there it must not await anything that is not durable.
/// </summary>
internal sealed class FunctionPipeline(IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware)
{
    private readonly FunctionExecutionDelegate? _run = middleware.Count == 0 ? null
        : middleware.Reverse().Aggregate(new FunctionExecutionDelegate(RunFunction), (next, use) => use(next));

    public Task RunAsync(FunctionCall call)
    {
        if (_run is null) return call.RunAsync();
        call.Context.Features.Set(call);
        return _run(call.Context);
    }

    private static Task RunFunction(FunctionContext context) => context.Features.Get<FunctionCall>()!.RunAsync();
}
