using FineTune.Training.Runs;

namespace FineTune.Training.Evaluation;

/// <summary>Candidate against parent on one set.</summary>
/// <param name="Scored">Pairs in which both answers have a score.</param>
/// <param name="CandidateScore">Mean panel score over the scored pairs; null when there are none.</param>
/// <param name="Difference">Mean of candidate - parent over the scored pairs.</param>
/// <param name="Low">Lower end of the 95% interval of the difference.</param>
/// <param name="High">Upper end.</param>
public sealed record SetComparison(
    HeldOutKind Kind, string DatasetId, int Rows, int Scored, int Unscored, double? CandidateScore, double? ParentScore,
    double? CandidateSimilarity, double? ParentSimilarity, double? Difference, double? Low, double? High, int Wins, int Losses, int Ties);
