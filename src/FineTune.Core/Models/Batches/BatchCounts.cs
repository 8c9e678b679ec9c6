namespace FineTune.Core.Models.Batches;

/// <summary>Calls of a batch, as far as the provider counts them.</summary>
public sealed record BatchCounts(int Total, int Completed, int Failed);
