namespace FineTune.Datasets.Deduplication;

/// <summary>Lines that say nearly the same.</summary>
/// <param name="Line">The first of them.</param>
/// <param name="Others">The next ones, at most ten.</param>
/// <param name="Lines">How many lines the group has, the first one included.</param>
public sealed record DuplicateGroup(long Line, IReadOnlyList<long> Others, long Lines)
{
    /// <summary>A report lists this many groups at most.</summary>
    public const int MaxListed = 20;
}
