namespace FineTune.Core.Models.Jobs;

/// <summary>A line of a job's log.</summary>
public sealed record JobEvent(string Id, DateTimeOffset CreatedAt, string Level, string Type, string Message);
