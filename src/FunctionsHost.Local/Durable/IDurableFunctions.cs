namespace FunctionsHost.Local.Durable;

/// <summary>The functions that a <see cref="DurableWorker"/> runs. Names compare without case.</summary>
internal interface IDurableFunctions
{
    /// <summary>For the answer to an unknown name, in the order of discovery.</summary>
    IReadOnlyCollection<string> OrchestratorNames { get; }

    IOrchestratorFunction? FindOrchestrator(string name);

    IActivityFunction? FindActivity(string name);
}
