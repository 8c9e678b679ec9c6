using System.Reflection;
using FunctionsHost.Local.Http;
using FunctionsHost.Local.Invocation;
using FunctionsHost.Local.Triggers.Blobs;
using FunctionsHost.Local.Triggers.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace FunctionsHost.Local.Discovery;

/// <summary>One discovered function, checked and ready to be called.</summary>
internal sealed class FunctionDescriptor
{
    private readonly Func<object?, object?[], Task<object?>> _call;
    private readonly Type? _targetType;

    public FunctionDescriptor(string name, FunctionKind kind, MethodInfo method, ParameterInfo triggerParameter,
        IReadOnlyList<Func<FunctionCall, object?>> binders)
    {
        Name = name;
        Kind = kind;
        Method = method;
        TriggerParameter = triggerParameter;
        Binders = binders;
        Definition = new LocalFunctionDefinition(name, method);
        _call = CompiledMethod.Compile(method);
        _targetType = method.IsStatic ? null : method.DeclaringType;
    }

    public string Name { get; }

    public FunctionKind Kind { get; }

    public MethodInfo Method { get; }

    public ParameterInfo TriggerParameter { get; }

    public TriggerBindingAttribute Trigger => TriggerParameter.GetCustomAttribute<TriggerBindingAttribute>()!;

    public IReadOnlyList<Func<FunctionCall, object?>> Binders { get; }

    public FunctionDefinition Definition { get; }

    public BlobPathPattern? Blob { get; init; }

    public TimerSchedule? Timer { get; init; }

    public HttpRoute? Http { get; init; }

    /// <summary>Calls the method; binding and construction happen before the task is returned. The caller disposes the context.</summary>
    public Task<object?> InvokeAsync(FunctionCall call)
    {
        var target = call.Context.CreateTarget(_targetType);
        var arguments = new object?[Binders.Count];
        for (var i = 0; i < arguments.Length; i++) arguments[i] = Binders[i](call);
        return _call(target, arguments);
    }
}
