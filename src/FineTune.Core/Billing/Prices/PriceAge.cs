namespace FineTune.Core.Billing.Prices;

/// <summary>What the age of a price comes to. One of the two is set, or neither.</summary>
/// <param name="Warning">The price may have changed: to be said beside every number made of it.</param>
/// <param name="Refusal">The price is too old to spend money by: to be said before a paid call.</param>
public readonly record struct PriceAge(string? Warning, string? Refusal);
