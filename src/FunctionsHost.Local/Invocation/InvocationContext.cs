using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsHost.Local.Invocation;

/// <summary>
/// One invocation of one function: its DI scope, made when first needed, and the instance of the declaring class, both
/// disposed with it.
/// </summary>
internal sealed class InvocationContext(
    FunctionDefinition definition, IServiceScopeFactory scopes, IReadOnlyDictionary<string, object?> bindingData,
    CancellationToken cancellationToken) : FunctionContext, IAsyncDisposable
{
    private AsyncServiceScope? _scope;
    private IServiceProvider? _services;
    private object? _target;
    private TraceContext? _trace;

    public override string InvocationId { get; } = Guid.NewGuid().ToString();

    public override string FunctionId => FunctionDefinition.Id;

    public override TraceContext TraceContext => _trace ??= new LocalTraceContext();

    public override BindingContext BindingContext { get; } = new LocalBindingContext(bindingData);

    public override RetryContext RetryContext => LocalRetryContext.None;

    public override IServiceProvider InstanceServices
    {
        get
        {
            if (_services is not null) return _services;
            _scope = scopes.CreateAsyncScope();
            return _services = _scope.Value.ServiceProvider;
        }

        set => _services = value;
    }

    public override FunctionDefinition FunctionDefinition { get; } = definition;

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features { get; } = new LocalInvocationFeatures();

    public override CancellationToken CancellationToken { get; } = cancellationToken;

    public bool HasResources => _scope is not null || _target is not null;

    /// <summary>Makes the instance that the method is called on; null for static methods.</summary>
    public object? CreateTarget(Type? type) =>
        type is null ? null : _target = ActivatorUtilities.CreateInstance(InstanceServices, type);

    public async ValueTask DisposeAsync()
    {
        if (_target is IAsyncDisposable asyncDisposable) await asyncDisposable.DisposeAsync();
        else if (_target is IDisposable disposable) disposable.Dispose();
        _target = null;
        if (_scope is { } scope) await scope.DisposeAsync();
        _scope = null;
    }
}
