namespace FineTune.Core.Billing;

/// <summary>The account's answer.</summary>
/// <param name="Reason">Why it was refused, in a sentence with the numbers; null when granted.</param>
public sealed record Reservation(bool Granted, string? Reason);
