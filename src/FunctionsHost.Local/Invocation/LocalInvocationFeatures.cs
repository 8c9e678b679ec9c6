using System.Collections;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsHost.Local.Invocation;

/// <summary>
/// What middleware leaves for later middleware. The worker's own features, which carry bindings over gRPC, do not exist here.
/// </summary>
internal sealed class LocalInvocationFeatures : IInvocationFeatures
{
    private const string Bindings = "IFunctionBindingsFeature";

    private readonly Dictionary<Type, object> _features = [];

    public void Set<T>(T instance) => _features[typeof(T)] = instance!;

    public T? Get<T>()
    {
        if (_features.TryGetValue(typeof(T), out var feature)) return (T)feature;
        return typeof(T).Name == Bindings
            ? throw new NotSupportedException("Middleware asks for the result or the bindings of an invocation (GetInvocationResult, "
                + "GetOutputBindings, GetHttpResponseData), which the local host does not have. Use GetHttpContext, Items or "
                + "BindingContext.")
            : default;
    }

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _features.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
