namespace FineTune.Functions.Api.Models;

/// <summary>Where an alias is to point: at a version, or back to where it pointed before.</summary>
public sealed record AliasRequest(int? Version, bool Previous, string? Reason);
