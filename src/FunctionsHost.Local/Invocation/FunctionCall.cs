namespace FunctionsHost.Local.Invocation;

/// <summary>
/// What the parameters of one invocation are bound from. The trigger value is the orchestration context, activity input,
/// stream, timer info or HTTP request.
/// </summary>
internal sealed record FunctionCall(InvocationContext Context, object? TriggerValue)
{
    public object? Data(string name) => Context.BindingContext.BindingData.GetValueOrDefault(name);
}
