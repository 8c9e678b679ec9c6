namespace FineTune.Functions.Contracts;

/// <summary>The orchestrators that triggers, the API and activities start. They know the names alone: orchestrators know activities, never the other way round.</summary>
internal static class OrchestratorNames
{
    public const string Dataset = "DatasetOrchestrator";
    public const string Tune = "TuneOrchestrator";
}
