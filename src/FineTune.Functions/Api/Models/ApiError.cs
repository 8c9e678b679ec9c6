namespace FineTune.Functions.Api.Models;

/// <summary>What went wrong, and what to do.</summary>
public sealed record ApiError(ApiErrorDetail Error);
