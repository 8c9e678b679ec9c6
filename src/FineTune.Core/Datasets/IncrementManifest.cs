namespace FineTune.Core.Datasets;

/// <summary>What an increment is made of (manifest.json). The same drop under the same settings gives the same manifest.</summary>
/// <param name="Files">SHA-256 (hex) and rows of each file of the increment.</param>
public sealed record IncrementManifest(
    string Lineage, string DatasetId, IncrementCounts Counts, long TrainTokens, IReadOnlyList<ManifestFile> Files);

/// <summary>One file of an increment.</summary>
public sealed record ManifestFile(string Name, long Rows, long Bytes, string Sha256);
