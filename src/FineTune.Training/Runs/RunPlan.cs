using FineTune.Core.Lineages.Training;
using FineTune.Core.Models.Jobs;

namespace FineTune.Training.Runs;

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
