using FineTune.Training.Runs;

namespace FineTune.Functions.Contracts.Runs;

/// <summary>A candidate to register.</summary>
/// <param name="At">UTC.</param>
public sealed record RegisterInput(RunPlan Plan, RunEnd End, DateTime At);
