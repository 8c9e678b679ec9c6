namespace FineTune.Functions.Api.Models;

/// <summary>What went wrong, and what to do.</summary>
public sealed record ApiErrorDetail(string Message, string Next);
