namespace FineTune.Functions.Contracts.Training;

/// <summary>The job; or when to try again (UTC); or why the provider refused.</summary>
public sealed record CreatedJob(string? JobId, DateTime? RetryAt, string? Refusal);
