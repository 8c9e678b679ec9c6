namespace FineTune.Synthesis.Novelty;

/// <summary>What a new text is like.</summary>
/// <param name="Nearest">The most similar known texts, nearest first; texts that share nothing are left out.</param>
/// <param name="Mean">The mean ROUGE-L F1 with all known texts; 0 when there are none.</param>
public sealed record SimilarTexts(IReadOnlyList<SimilarText> Nearest, double Mean)
{
    /// <summary>How many are stored with a row.</summary>
    public const int Kept = 10;

    public double Most => Nearest.Count == 0 ? 0 : Nearest[0].Score;
}
