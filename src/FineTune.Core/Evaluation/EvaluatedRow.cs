using FineTune.Core.Judging;
using FineTune.Core.Money;
using FineTune.Core.Training;

namespace FineTune.Core.Evaluation;

/// <summary>One held-out example answered by both models and scored (runs/.../windows/evaluate-{n}.jsonl).</summary>
/// <param name="Usage">Tokens and price of both answers and all verdicts.</param>
public sealed record EvaluatedRow(
    string Id, HeldOutKind Kind, string DatasetId, EvaluatedAnswer Candidate, EvaluatedAnswer Parent, CallUsage Usage);

/// <summary>One model's answer.</summary>
/// <param name="Answer">Null when the model gave none; then <paramref name="Unscored"/> says why.</param>
/// <param name="Score">Mean of the panel (1 to 10); null when unscored.</param>
/// <param name="Similarity">ROUGE-L F1 against the reference answer, 0 to 1; null when there is no answer.</param>
public sealed record EvaluatedAnswer(string? Answer, double? Score, double? Similarity, string? Unscored, IReadOnlyList<Verdict> Verdicts);
