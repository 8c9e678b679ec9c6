namespace FineTune.Core.Registry;

/// <summary>What a version was trained on.</summary>
public sealed record VersionExamples(int Train, int Generated, int Replayed, int Validation, int Rejected);
