using FineTune.Training.Runs;

namespace FineTune.Functions.Contracts.Evaluation;

/// <summary>At most 50 held-out rows of one set.</summary>
/// <param name="Rows">Row numbers in the set's file, ascending.</param>
public sealed record EvaluationWindow(int Number, HeldOutKind Kind, string DatasetId, IReadOnlyList<int> Rows);
