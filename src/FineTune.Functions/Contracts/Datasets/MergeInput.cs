using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Generation;

namespace FineTune.Functions.Contracts.Datasets;

/// <summary>The checked ranges of a drop.</summary>
/// <param name="Trainer">The base model whose tokens the rows carry; without it, no other model's are counted.</param>
/// <param name="Generation">How the drop is to be grown; not at all where it is null.</param>
/// <param name="Decontamination">The evaluation sets to stay clear of; none where it is null.</param>
public sealed record MergeInput(
    string Lineage, string DatasetId, IReadOnlyList<RangeResult> Parts, int Seed, ModelChoice? Trainer = null, DecontaminationSettings? Decontamination = null,
    GenerationSettings? Generation = null, IReadOnlyList<ModelChoice>? Teachers = null);
