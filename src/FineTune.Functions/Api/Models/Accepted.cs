namespace FineTune.Functions.Api.Models;

/// <summary>A request that was passed on.</summary>
public sealed record Accepted(string InstanceId);
