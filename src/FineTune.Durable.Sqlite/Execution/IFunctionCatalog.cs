using System.Diagnostics.CodeAnalysis;

namespace FineTune.Durable.Sqlite.Execution;

/// <summary>The durable functions of an app, by name. Names compare case-insensitively.</summary>
public interface IFunctionCatalog
{
    /// <summary>Every name that <see cref="TryGetOrchestrator"/> knows.</summary>
    IReadOnlyCollection<string> OrchestratorNames { get; }

    bool TryGetOrchestrator(string name, [NotNullWhen(true)] out IOrchestratorFunction? function);

    bool TryGetActivity(string name, [NotNullWhen(true)] out IActivityFunction? function);
}
