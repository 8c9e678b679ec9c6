using FineTune.Functions.Contracts.Runs;
using FineTune.Training.Runs;

namespace FineTune.Functions.Contracts.Evaluation;

/// <summary>The windows of an evaluation, all played.</summary>
public sealed record CompareInput(RunPlan Plan, RunEnd End, IReadOnlyList<EvaluationWindow> Windows);
