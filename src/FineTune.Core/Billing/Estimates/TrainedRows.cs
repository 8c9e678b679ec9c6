namespace FineTune.Core.Billing.Estimates;

/// <summary>What an increment came to, where it was made already.</summary>
/// <param name="Tokens">Of the training rows, in the base model's encoding.</param>
public sealed record TrainedRows(long Rows, long Tokens, long HeldOut);
