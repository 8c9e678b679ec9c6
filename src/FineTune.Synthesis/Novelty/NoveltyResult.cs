namespace FineTune.Synthesis.Novelty;

/// <summary>How near a text comes to what is known.</summary>
/// <param name="MostSimilar">The largest ROUGE-L F1 with any known text; 0 when nothing is shared.</param>
/// <param name="MostSimilarId">The first known text with that value; null when nothing is shared.</param>
public readonly record struct NoveltyResult(bool IsNovel, double MostSimilar, string? MostSimilarId);
