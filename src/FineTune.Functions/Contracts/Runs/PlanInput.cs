namespace FineTune.Functions.Contracts.Runs;

/// <summary>A lineage to plan for.</summary>
/// <param name="Now">UTC time of the orchestration.</param>
public sealed record PlanInput(string Lineage, DateTime Now);
