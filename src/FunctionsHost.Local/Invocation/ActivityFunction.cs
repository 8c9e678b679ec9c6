using FunctionsHost.Local.Discovery;
using FunctionsHost.Local.Durable;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsHost.Local.Invocation;

/// <summary>An activity of the app, as the durable worker calls it.</summary>
internal sealed class ActivityFunction(FunctionDescriptor function, FunctionPipeline pipeline, IServiceScopeFactory scopes)
    : IActivityFunction
{
    public string Name => function.Name;

    public Type InputType => function.TriggerParameter.ParameterType;

    public async Task<object?> InvokeAsync(object? input, string instanceId, CancellationToken cancellationToken)
    {
        var bindingData = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = instanceId };
        await using var context = new InvocationContext(function.Definition, scopes, bindingData, cancellationToken);
        var call = new FunctionCall(function, context, input);
        await pipeline.RunAsync(call);
        return call.Result;
    }
}
