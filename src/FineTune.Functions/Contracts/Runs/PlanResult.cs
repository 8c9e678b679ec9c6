using FineTune.Training.Runs;

namespace FineTune.Functions.Contracts.Runs;

/// <summary>The plan, or nothing to do (both null), or why nothing can be planned.</summary>
public sealed record PlanResult(RunPlan? Plan, string? Blocked);
