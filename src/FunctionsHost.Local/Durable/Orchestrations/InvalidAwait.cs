namespace FunctionsHost.Local.Durable.Orchestrations;

/// <summary>The failure of an orchestrator that leaves its own thread, in the words of the official worker.</summary>
internal static class InvalidAwait
{
    /// <summary>
    /// The event by which the host wakes an instance whose code was resumed from outside a turn. It stays in the history, so that
    /// every replay fails at the same place.
    /// </summary>
    public const string WakeEvent = "FunctionsHost.InvalidAwait";

    private const string Text = "An invalid asynchronous invocation was detected. This can be caused by awaiting non-durable tasks in an "
        + "orchestrator function's implementation or by middleware that invokes asynchronous code.";

    public static InvalidOperationException Create() => new(Text);
}
