namespace FineTune.Durable.Client;

/// <summary>Which instances to list, and how.</summary>
/// <param name="CreatedFrom">Only instances created at this time or later.</param>
/// <param name="CreatedTo">Only instances created at this time or earlier.</param>
/// <param name="Statuses">Only instances with one of these statuses; null means any.</param>
/// <param name="TaskHubNames">Only instances of these hubs; null means the client's own.</param>
/// <param name="InstanceIdPrefix">Only instances whose id starts with this text.</param>
/// <param name="PageSize">Items a page.</param>
/// <param name="FetchInputsAndOutputs">Whether payloads are read too.</param>
/// <param name="ContinuationToken">Where to resume.</param>
public record OrchestrationQuery(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null,
    IEnumerable<string>? TaskHubNames = null,
    string? InstanceIdPrefix = null,
    int PageSize = OrchestrationQuery.DefaultPageSize,
    bool FetchInputsAndOutputs = false,
    string? ContinuationToken = null)
{
    /// <summary>Items a page unless asked otherwise.</summary>
    public const int DefaultPageSize = 100;
}
