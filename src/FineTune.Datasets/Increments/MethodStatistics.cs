namespace FineTune.Datasets.Increments;

/// <summary>What became of one method's candidates.</summary>
/// <param name="Kept">Rows that passed all filters.</param>
/// <param name="Tasks">New instructions that joined the pool.</param>
/// <param name="Filtered">Dropped candidates by the filter's name, in the order of the names.</param>
/// <param name="Unanswered">Answers that gave nothing by outcome, in the order of the outcomes.</param>
/// <param name="MeanSimilarity">Mean, over the new instructions, of the mean similarity with what was known; null without any.</param>
public sealed record MethodStatistics(
    string Method, int Kept, int Tasks, IReadOnlyDictionary<string, int> Filtered, IReadOnlyDictionary<string, int> Unanswered, double? MeanSimilarity);
