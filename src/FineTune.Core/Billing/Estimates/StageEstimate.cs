namespace FineTune.Core.Billing.Estimates;

/// <summary>What one model is asked before anything is trained.</summary>
/// <param name="Calls">At most, without retries.</param>
/// <param name="Cost">Null where no price is known; <paramref name="Note"/> says why.</param>
public sealed record StageEstimate(PaidStage Stage, string Endpoint, string Model, long Calls, CostRange? Cost, string? Note);
