using FineTune.Training.Runs;

namespace FineTune.Functions.Contracts.Training;

/// <summary>A job that succeeded.</summary>
public sealed record CollectInput(RunPlan Plan, string JobId);
