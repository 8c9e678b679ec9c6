using Microsoft.Azure.Functions.Worker;

namespace FunctionsHost.Local.Invocation;

internal sealed class LocalBindingContext(IReadOnlyDictionary<string, object?> bindingData) : BindingContext
{
    public override IReadOnlyDictionary<string, object?> BindingData { get; } = bindingData;
}
