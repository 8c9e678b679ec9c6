namespace FineTune.Core.Lineages;

/// <summary>An evaluation set of a lineage.</summary>
/// <param name="Name">Small letters, digits and hyphens, as a lineage's name.</param>
/// <param name="Threshold">For this set; null: the lineage's.</param>
/// <param name="Ngram">For this set; null: the lineage's.</param>
/// <param name="Action">For this set; null: the lineage's.</param>
public sealed record EvaluationSetChoice(string Name, double? Threshold = null, int? Ngram = null, DecontaminationAction? Action = null);
