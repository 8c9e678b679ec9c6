namespace FineTune.Durable.Client;

/// <summary>Options of a termination.</summary>
/// <param name="Output">The output of the terminated instance, serialised as JSON.</param>
/// <param name="Recursive">Whether the children of the instance are terminated with it.</param>
public record TerminateInstanceOptions(object? Output = null, bool Recursive = false);
