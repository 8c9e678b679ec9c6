using FineTune.Core.Billing.Estimates;

namespace FineTune.Cli.Validating;

/// <summary>What a file would cost as a drop.</summary>
/// <param name="Refusal">Why the file would be refused as a drop; null when it would not.</param>
/// <param name="Estimate">Null where there is no valid line.</param>
internal sealed record FileEstimate(string File, long Valid, long Tokens, string? Refusal, DropEstimate? Estimate);
