namespace FunctionsHost.Local.Triggers;

/// <summary>Calls one trigger function with what the trigger brings; throws what the function throws.</summary>
/// <param name="triggerValue">The stream, timer info or request.</param>
/// <param name="bindingData">Values of tokens by name, for string parameters.</param>
/// <param name="cancellationToken">Fires when the host stops; the function's own time limit is added inside.</param>
internal delegate Task TriggerInvocation(
    object triggerValue, IReadOnlyDictionary<string, object?> bindingData, CancellationToken cancellationToken);
