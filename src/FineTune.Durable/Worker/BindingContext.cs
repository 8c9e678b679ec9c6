namespace FineTune.Durable.Worker;

/// <summary>What the trigger of an invocation knows.</summary>
public abstract class BindingContext
{
    /// <summary>Values by name, for instance the tokens of a blob path.</summary>
    public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
}
