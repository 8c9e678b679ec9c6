namespace FunctionsHost.Local.Durable;

/// <summary>The failure of an orchestrator that leaves its own thread.</summary>
internal static class InvalidAwait
{
    private const string Text =
        "An invalid asynchronous invocation was detected. This can be caused by awaiting non-durable tasks in an orchestrator function's implementation or by middleware that invokes asynchronous code.";

    public static InvalidOperationException Create() => new(Text);
}
