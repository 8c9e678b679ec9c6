using System.Text.Json.Serialization;
using FineTune.Core.Datasets;
using FineTune.Core.Money;

namespace FineTune.Core.Judging;

/// <summary>What the panel said about one row (windows/judge-{n}.jsonl).</summary>
public sealed record JudgedRow(string Id, ExampleOrigin Origin, PanelOutcome Outcome, double? Score, string? Reason, IReadOnlyList<Verdict> Verdicts)
{
    [JsonIgnore]
    public CallUsage Usage => Verdicts.Aggregate(CallUsage.Zero, (sum, verdict) => sum + verdict.Usage);
}

/// <summary>One judge's answer: a score, or the reason why there is none. Never both, never neither.</summary>
/// <param name="Score">1 to 10.</param>
/// <param name="Unscored">Why there is no score: malformed, outOfRange, refused, contentFilter, truncated, or the error of the call.</param>
/// <param name="Rationale">The judge's own words; at most 500 characters.</param>
public sealed record Verdict(string Judge, int? Score, string? Unscored, string? Rationale, CallUsage Usage);

/// <summary>What the panel decided.</summary>
public enum PanelOutcome
{
    Kept,
    BelowThreshold,
    Unscored,
}
