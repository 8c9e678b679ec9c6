namespace FineTune.Core.Models.Jobs;

/// <summary>What a provider says went wrong.</summary>
public sealed record ProviderError(string? Code, string? Message, string? Param);
