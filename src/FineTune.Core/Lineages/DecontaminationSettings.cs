namespace FineTune.Core.Lineages;

/// <summary>Which evaluation sets must stay out of a lineage's training, and what counts as being in it.</summary>
public sealed record DecontaminationSettings
{
    /// <summary>The sets; each is a blob <c>lineages/{lineage}/evaluation/{name}.jsonl</c>.</summary>
    public IReadOnlyList<EvaluationSetChoice> Sets { get; init; } = [];

    /// <summary>A question is an item's when their ROUGE-L F1 is greater.</summary>
    public double Threshold { get; init; } = 0.7;

    /// <summary>A text holds an item's when it shares this many tokens in a row; shorter texts of an item count as a whole, from 8 tokens on.</summary>
    public int Ngram { get; init; } = 13;

    public DecontaminationAction Action { get; init; } = DecontaminationAction.Reject;

    /// <summary>What does not count as contamination: IDs of items, <c>{set}#{line}</c>, or texts that may be shared.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];
}
