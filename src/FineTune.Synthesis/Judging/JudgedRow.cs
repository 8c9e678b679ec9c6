using System.Text.Json.Serialization;
using FineTune.Core.Billing;
using FineTune.Core.Examples;
using FineTune.Core.Judging;

namespace FineTune.Synthesis.Judging;

/// <summary>What the panel said about one row (windows/judge-{n}.jsonl).</summary>
public sealed record JudgedRow(string Id, ExampleOrigin Origin, PanelOutcome Outcome, double? Score, string? Reason, IReadOnlyList<Verdict> Verdicts)
{
    [JsonIgnore]
    public CallUsage Usage => Verdicts.Aggregate(CallUsage.Zero, (sum, verdict) => sum + verdict.Usage);
}
