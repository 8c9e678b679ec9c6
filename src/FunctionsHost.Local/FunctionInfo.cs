namespace FunctionsHost.Local;

/// <summary>A function of the app.</summary>
/// <param name="Name">The name in its attribute.</param>
/// <param name="Kind">What starts it.</param>
/// <param name="Trigger">Blob path, schedule, or methods and route; null for orchestrators and activities.</param>
public sealed record FunctionInfo(string Name, FunctionKind Kind, string? Trigger);
