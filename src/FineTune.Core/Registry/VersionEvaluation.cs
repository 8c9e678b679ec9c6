namespace FineTune.Core.Registry;

/// <summary>The headline of a version's evaluation against its parent (or root base).</summary>
public sealed record VersionEvaluation(double? Candidate, double? Parent, int Wins, int Losses, int Ties, int Unscored, string Verdict);
