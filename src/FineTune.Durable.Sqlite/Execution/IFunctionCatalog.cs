using System.Diagnostics.CodeAnalysis;

namespace FineTune.Durable.Sqlite.Execution;

/// <summary>The durable functions of an app, by name. Names compare case-insensitively.</summary>
public interface IFunctionCatalog
{
    bool TryGetOrchestrator(string name, [NotNullWhen(true)] out IOrchestratorFunction? function);

    bool TryGetActivity(string name, [NotNullWhen(true)] out IActivityFunction? function);
}
