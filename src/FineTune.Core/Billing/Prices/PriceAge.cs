namespace FineTune.Core.Billing.Prices;

/// <summary>The consequence of a price's age. At most one of the two is set.</summary>
/// <param name="Warning">The price may have changed: to be said beside every number made of it.</param>
/// <param name="Refusal">The price is too old to spend money by: to be said before a paid call.</param>
public readonly record struct PriceAge(string? Warning, string? Refusal);
