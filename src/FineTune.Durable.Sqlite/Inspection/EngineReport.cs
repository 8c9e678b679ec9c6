using FineTune.Durable.Client;
using FineTune.Durable.Sqlite.Triggers;

namespace FineTune.Durable.Sqlite.Inspection;

/// <summary>What an engine's database holds that is not done.</summary>
/// <param name="Open">Instances that are pending, running or suspended, by id.</param>
/// <param name="Poison">Blobs that were given up, oldest first.</param>
public sealed record EngineReport(IReadOnlyList<OpenInstance> Open, IReadOnlyList<PoisonMessage> Poison);

/// <summary>An instance that has not ended.</summary>
/// <param name="Name">The name of its orchestrator.</param>
/// <param name="Version">The app's version when it was started; empty where it had none.</param>
/// <param name="UpdatedAt">Its last turn, UTC.</param>
/// <param name="Parent">The instance that waits for it; null for a root.</param>
public sealed record OpenInstance(
    string Id, string Name, string Version, OrchestrationRuntimeStatus Status, DateTimeOffset UpdatedAt, string? Parent);
