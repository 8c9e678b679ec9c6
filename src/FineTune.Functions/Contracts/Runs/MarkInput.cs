using FineTune.Training.Runs;

namespace FineTune.Functions.Contracts.Runs;

/// <summary>A run and where it is.</summary>
public sealed record MarkInput(RunPlan Plan, RunState State, string Stage);
