using FineTune.Core.Storage;
using FineTune.Datasets.Splits;

namespace FineTune.Datasets.Increments;

/// <summary>What an increment is made of (manifest.json). The same drop under the same settings gives the same manifest.</summary>
/// <param name="Split">How well the parts keep apart; null in increments made before this was counted.</param>
/// <param name="Files">SHA-256 (hex) and rows of each file of the increment.</param>
public sealed record IncrementManifest(
    string Lineage, string DatasetId, IncrementCounts Counts, long TrainTokens, IReadOnlyList<ManifestFile> Files, SplitCheck? Split = null)
{
    /// <summary>What became of all that teachers wrote; null where nothing was generated.</summary>
    public GenerationStatistics? Generation { get; init; }
}
