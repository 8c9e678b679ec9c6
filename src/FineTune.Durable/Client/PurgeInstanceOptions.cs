namespace FineTune.Durable.Client;

/// <summary>Options of a purge.</summary>
/// <param name="Recursive">Whether the children of an instance are deleted with it.</param>
public record PurgeInstanceOptions(bool Recursive = false);
