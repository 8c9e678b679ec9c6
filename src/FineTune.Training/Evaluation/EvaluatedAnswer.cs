using FineTune.Core.Judging;

namespace FineTune.Training.Evaluation;

/// <summary>One model's answer.</summary>
/// <param name="Answer">Null when the model gave none; then <paramref name="Unscored"/> says why.</param>
/// <param name="Score">Mean of the panel (1 to 10); null when unscored.</param>
/// <param name="Similarity">ROUGE-L F1 against the reference answer, 0 to 1; null when there is no answer.</param>
public sealed record EvaluatedAnswer(string? Answer, double? Score, double? Similarity, string? Unscored, IReadOnlyList<Verdict> Verdicts);
