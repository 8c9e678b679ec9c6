using FineTune.Training.Runs;

namespace FineTune.Functions.Contracts.Evaluation;

/// <summary>A window to evaluate.</summary>
/// <param name="Candidate">Callable name of the candidate.</param>
public sealed record EvaluateWindowInput(RunPlan Plan, string Candidate, EvaluationWindow Window, int InFlight);
