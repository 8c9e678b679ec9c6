using DurableTask.Core;

namespace FineTune.Cli.Health;

/// <summary>An instance that has not ended.</summary>
/// <param name="Version">Null or empty if it has none.</param>
/// <param name="ParentInstanceId">Null for a root instance, and where the engine does not tell.</param>
internal sealed record HubInstance(
    string InstanceId, string Name, string? Version, OrchestrationStatus Status, DateTimeOffset UpdatedAt, string? ParentInstanceId);
