using FineTune.Functions.Contracts.Runs;
using FineTune.Training.Runs;

namespace FineTune.Functions.Contracts.Evaluation;

/// <summary>A candidate to prove.</summary>
public sealed record EvaluateInput(RunPlan Plan, RunEnd End);
