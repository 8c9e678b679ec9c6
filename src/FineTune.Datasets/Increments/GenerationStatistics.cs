namespace FineTune.Datasets.Increments;

/// <summary>What became of all that teachers wrote, method by method.</summary>
/// <param name="Methods">In the order of their first rows.</param>
public sealed record GenerationStatistics(IReadOnlyList<MethodStatistics> Methods)
{
    /// <summary>What the drop's instructions share, in a sentence, where novelty compares only the rest; null where they share no template.</summary>
    public string? Template { get; init; }
}
