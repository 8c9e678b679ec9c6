using FunctionsHost.Local.Discovery;

namespace FunctionsHost.Local.Invocation;

/// <summary>
/// One invocation: what the parameters are bound from, and what came out. The trigger value is the orchestration context, activity
/// input, stream, timer info or HTTP request.
/// </summary>
internal sealed class FunctionCall(FunctionDescriptor function, InvocationContext context, object? triggerValue)
{
    public InvocationContext Context => context;

    public object? TriggerValue => triggerValue;

    /// <summary>Whether the function ran to its end: middleware may answer in its place.</summary>
    public bool IsDone { get; private set; }

    public object? Result { get; private set; }

    public object? Data(string name) => context.BindingContext.BindingData.GetValueOrDefault(name);

    public async Task RunAsync()
    {
        Result = await function.InvokeAsync(this);
        IsDone = true;
    }
}
