using System.Reflection;
using FunctionsHost.Local.Invocation;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsHost.Local.Discovery;

/// <summary>Ways to fill a parameter. Each returns a function of the call, resolved once at discovery.</summary>
internal static class ParameterBinders
{
    private static readonly MethodInfo s_readInput =
        typeof(ParameterBinders).GetMethod(nameof(ReadInput), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static Func<FunctionCall, object?> Trigger { get; } = call => call.TriggerValue;

    /// <summary>Parameters that every kind of function may have; null for any other.</summary>
    public static Func<FunctionCall, object?>? Common(ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(FunctionContext)) return call => call.Context;
        if (parameter.ParameterType == typeof(CancellationToken)) return call => call.Context.CancellationToken;
        return null;
    }

    public static Func<FunctionCall, object?> Client { get; } =
        call => call.Context.InstanceServices.GetRequiredService<DurableTaskClient>();

    public static Func<FunctionCall, object?> Data(string name) => call => call.Data(name);

    /// <summary>The value itself, or what the parameter stands at without one: its default value, or the default of its type.</summary>
    public static Func<FunctionCall, object?> WithDefault(ParameterInfo parameter, Func<FunctionCall, object?> binder)
    {
        var type = parameter.ParameterType;
        var fallback = parameter.HasDefaultValue && parameter.DefaultValue is { } value ? value
            : type.IsValueType && Nullable.GetUnderlyingType(type) is null ? Activator.CreateInstance(type) : null;
        return fallback is null ? binder : call => binder(call) ?? fallback;
    }

    public static Func<FunctionCall, object?> OrchestrationInput(ParameterInfo parameter)
    {
        var read = s_readInput.MakeGenericMethod(parameter.ParameterType).CreateDelegate<Func<FunctionCall, object?>>();
        return WithDefault(parameter, read);
    }

    private static object? ReadInput<T>(FunctionCall call) => ((TaskOrchestrationContext)call.TriggerValue!).GetInput<T>();
}
