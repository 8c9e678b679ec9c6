using FineTune.Functions.Contracts.Runs;
using FineTune.Training.Runs;

namespace FineTune.Functions.Contracts.Training;

/// <summary>A candidate to deploy.</summary>
public sealed record DeployInput(RunPlan Plan, RunEnd End);
