namespace FineTune.Core.Billing.Estimates;

/// <summary>What a drop is likely to cost on its way to a model, and at most.</summary>
/// <param name="BaseModel">The model that the drop was checked for.</param>
/// <param name="Candidates">Examples that the teacher is asked for.</param>
/// <param name="TrainRows">Rows likely to be trained on: known once an increment was made, expected before.</param>
/// <param name="TrainRowsAtMost">When every candidate is kept and all that may be replayed is.</param>
/// <param name="HeldOut">Rows of the drop that prove the candidate.</param>
/// <param name="Preparation">By model; empty when the lineage neither generates nor judges.</param>
/// <param name="Training">The base model first, then the others, the cheapest first; those that cannot be trained any more come last.</param>
/// <param name="Assumptions">What the numbers rest on.</param>
/// <param name="Warnings">What makes them uncertain, such as old prices.</param>
public sealed record DropEstimate(
    string BaseModel, long Candidates, long TrainRows, long TrainRowsAtMost, long HeldOut, IReadOnlyList<StageEstimate> Preparation,
    IReadOnlyList<TrainingEstimate> Training, IReadOnlyList<string> Assumptions, IReadOnlyList<string> Warnings);
