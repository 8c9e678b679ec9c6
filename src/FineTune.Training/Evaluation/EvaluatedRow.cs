using FineTune.Core.Billing;
using FineTune.Training.Runs;

namespace FineTune.Training.Evaluation;

/// <summary>One held-out example answered by both models and scored (runs/.../windows/evaluate-{n}.jsonl).</summary>
/// <param name="Usage">Tokens and price of both answers and all verdicts.</param>
public sealed record EvaluatedRow(
    string Id, HeldOutKind Kind, string DatasetId, EvaluatedAnswer Candidate, EvaluatedAnswer Parent, CallUsage Usage);
