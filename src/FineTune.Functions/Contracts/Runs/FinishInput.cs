using FineTune.Training.Runs;

namespace FineTune.Functions.Contracts.Runs;

/// <summary>A run to end.</summary>
public sealed record FinishInput(RunPlan Plan, RunEnd End);
