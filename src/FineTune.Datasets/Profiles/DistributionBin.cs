namespace FineTune.Datasets.Profiles;

/// <summary>The rows between two values, both included.</summary>
public sealed record DistributionBin(long From, long To, long Count);
