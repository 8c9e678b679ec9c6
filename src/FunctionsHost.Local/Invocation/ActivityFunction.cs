using FineTune.Durable.Sqlite.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsHost.Local.Invocation;

internal sealed class ActivityFunction(FunctionDescriptor function, IServiceScopeFactory scopes, DataConverter converter) : IActivityFunction
{
    public string Name => function.Name;

    public async Task<object?> InvokeAsync(ActivityInvocation invocation, CancellationToken cancellationToken)
    {
        var bindingData = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase) { ["instanceId"] = invocation.InstanceId };
        await using var context = new InvocationContext(function.Definition, scopes, bindingData, cancellationToken);
        var input = converter.Deserialize(invocation.Input, function.TriggerParameter.ParameterType);
        return await function.InvokeAsync(new FunctionCall(context, input));
    }
}
