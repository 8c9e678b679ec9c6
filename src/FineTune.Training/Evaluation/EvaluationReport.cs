namespace FineTune.Training.Evaluation;

/// <summary>The proof of a candidate against its parent (evaluation.json).</summary>
public sealed record EvaluationReport(
    string RunId, string CandidateModel, string ParentModel, IReadOnlyList<SetComparison> Sets, decimal CostUsd);
