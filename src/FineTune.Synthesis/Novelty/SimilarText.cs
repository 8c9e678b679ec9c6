namespace FineTune.Synthesis.Novelty;

/// <summary>A known text and its ROUGE-L F1 with a new one.</summary>
/// <param name="Id">Of a row of the drop, or of an accepted task.</param>
public sealed record SimilarText(string Id, double Score);
