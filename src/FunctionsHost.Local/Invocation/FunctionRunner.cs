using FunctionsHost.Local.Discovery;
using FunctionsHost.Local.HostJson;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FunctionsHost.Local.Invocation;

/// <summary>Runs trigger functions: one scope and one instance per invocation, under functionTimeout of host.json.</summary>
internal sealed class FunctionRunner(
    FunctionPipeline pipeline, IServiceScopeFactory scopes, HostSettings settings, TimeProvider timeProvider, ILoggerFactory loggerFactory)
{
    /// <summary>
    /// Calls the function and hands the call to <paramref name="use"/> while its scope is still open. With
    /// <paramref name="abandon"/> a function that ignores its token is left behind when its time is over.
    /// </summary>
    /// <exception cref="FunctionTimeoutException">The function's time was over.</exception>
    public async Task RunAsync(FunctionDescriptor function, object triggerValue, IReadOnlyDictionary<string, object?> bindingData,
        CancellationToken cancellationToken, Action<InvocationContext>? prepare = null, Func<FunctionCall, Task>? use = null,
        bool abandon = true)
    {
        using var limit = new CancellationTokenSource(settings.FunctionTimeout ?? Timeout.InfiniteTimeSpan, timeProvider);
        var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var run = RunCoreAsync(function, triggerValue, bindingData, both, prepare, use);
        try
        {
            await (abandon ? run.WaitAsync(limit.Token) : run);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new FunctionTimeoutException(
                $"Timeout value of {settings.FunctionTimeout:c} was exceeded by function: Functions.{function.Name}");
        }
    }

    private async Task RunCoreAsync(FunctionDescriptor function, object triggerValue, IReadOnlyDictionary<string, object?> bindingData,
        CancellationTokenSource cancellation, Action<InvocationContext>? prepare, Func<FunctionCall, Task>? use)
    {
        using (cancellation)
        {
            await using var context = new InvocationContext(function.Definition, scopes, bindingData, cancellation.Token);
            var logger = loggerFactory.CreateLogger($"Function.{function.Name}");
            var started = timeProvider.GetTimestamp();
            logger.LogDebug("Executing '{Function}' ({InvocationId}).", function.Name, context.InvocationId);
            prepare?.Invoke(context);
            var call = new FunctionCall(function, context, triggerValue);
            await pipeline.RunAsync(call);
            if (use is not null) await use(call);
            logger.LogDebug("Executed '{Function}' ({InvocationId}) in {Duration}.", function.Name, context.InvocationId,
                timeProvider.GetElapsedTime(started));
        }
    }
}
