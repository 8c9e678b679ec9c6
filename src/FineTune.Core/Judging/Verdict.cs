using FineTune.Core.Billing;

namespace FineTune.Core.Judging;

/// <summary>One judge's answer: a score, or the reason why there is none. Never both, never neither.</summary>
/// <param name="Score">1 to 10.</param>
/// <param name="Unscored">Why there is no score: malformed, outOfRange, refused, contentFilter, truncated, or the error of the call.</param>
/// <param name="Rationale">The judge's own words; at most 500 characters.</param>
public sealed record Verdict(string Judge, int? Score, string? Unscored, string? Rationale, CallUsage Usage);
