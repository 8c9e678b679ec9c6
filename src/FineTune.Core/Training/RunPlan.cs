using FineTune.Core.Lineages;

namespace FineTune.Core.Training;

/// <summary>What a run is going to do (plan.json); decided once, followed to the end. Small enough for orchestration history.</summary>
/// <param name="Month">yyyy-MM in which the run's money is booked.</param>
/// <param name="ParentVersion">Version trained from or compared with; null for the first.</param>
/// <param name="BaseModel">The model the job is created from: the parent's model, or the root base.</param>
/// <param name="ParentModel">What the candidate is compared with, callable name.</param>
/// <param name="MaxPriceUsd">Worst-case price of the job.</param>
public sealed record RunPlan(
    string Lineage, string RunId, DateTimeOffset StartedAt, string Month, TrainingStrategy Strategy, int? ParentVersion, string Endpoint,
    string RootModel, string BaseModel, string ParentModel, IReadOnlyList<string> Increments, RunRows Rows, long TrainTokens,
    Hyperparameters Hyperparameters, int Epochs, int Seed, string Suffix, string? TrainingType, double DeadlineHours, decimal MaxPriceUsd,
    IReadOnlyList<HeldOutSet> HeldOut, RunSettings Settings);

/// <summary>Rows of a run. <paramref name="Train"/> includes the generated and replayed ones; <paramref name="Rejected"/> counts the new increments' rejected lines.</summary>
public sealed record RunRows(int Train, int Generated, int Replayed, int Validation, int Rejected);

/// <summary>A set the candidate is proved on. Kind is validation (new data) or retention (earlier data).</summary>
public sealed record HeldOutSet(HeldOutKind Kind, string DatasetId, int Rows);

/// <summary>What a held-out set is for.</summary>
public enum HeldOutKind
{
    Validation,
    Retention,
}

/// <summary>The lineage's settings that a run follows, as they were when it was planned.</summary>
public sealed record RunSettings(
    IReadOnlyList<ModelChoice> Judges, EvaluationSettings Evaluation, GateSettings Gate, ApprovalSettings Approval, BudgetSettings Budget);
