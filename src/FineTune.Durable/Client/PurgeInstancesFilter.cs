namespace FineTune.Durable.Client;

/// <summary>Which finished instances to purge.</summary>
/// <param name="CreatedFrom">Only instances created at this time or later.</param>
/// <param name="CreatedTo">Only instances created at this time or earlier.</param>
/// <param name="Statuses">Only instances with one of these statuses; null means any finished one.</param>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null)
{
    /// <summary>How long the purge may take; null means as long as it takes.</summary>
    public TimeSpan? Timeout { get; init; }
}
