namespace FineTune.Core.Models.Endpoints;

/// <summary>What the pipeline needs to know about an endpoint; no URL, no secret.</summary>
/// <param name="RequestsPerMinute">This app's share of the endpoint's limit; 0: no limit.</param>
/// <param name="MaxConcurrency">Calls in flight per activity.</param>
/// <param name="PollFirst">First pause between polls of a job.</param>
/// <param name="PollMax">Longest pause between polls of a job.</param>
/// <param name="LookupDelay">How long a created job may take to show up in the provider's list.</param>
public sealed record EndpointInfo(
    string Name, EndpointKind Kind, int RequestsPerMinute, int MaxConcurrency, TimeSpan PollFirst, TimeSpan PollMax, TimeSpan LookupDelay)
{
    /// <summary>This app's share of the endpoint's limit in tokens, prompts and answers together; 0: no limit.</summary>
    public int TokensPerMinute { get; init; }

    /// <summary>What the endpoint offers for batches; null where it takes none.</summary>
    public BatchOffer? Batches { get; init; }
}
