namespace FineTune.Durable.Worker;

/// <summary>One invocation of a function.</summary>
public abstract class FunctionContext
{
    /// <summary>The id of the invocation; every run has its own.</summary>
    public abstract string InvocationId { get; }

    /// <summary>What the trigger knows.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>The services of the invocation, in a scope that ends with it.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>The function that runs.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>Values that parts of one invocation hand to each other.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>Cancelled when the host shuts down or the function's time is up.</summary>
    public virtual CancellationToken CancellationToken { get; }
}
