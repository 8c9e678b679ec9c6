using FineTune.Durable.Worker;

namespace FineTune.Durable.Sqlite.Hosting;

internal sealed class LocalBindingContext(IReadOnlyDictionary<string, object?> bindingData) : BindingContext
{
    public override IReadOnlyDictionary<string, object?> BindingData { get; } = bindingData;
}
