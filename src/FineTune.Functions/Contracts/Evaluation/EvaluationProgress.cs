using FineTune.Core.Models.Endpoints;

namespace FineTune.Functions.Contracts.Evaluation;

/// <summary>What one pass came to.</summary>
/// <param name="NotReady">The model does not answer yet: wait, then call again.</param>
/// <param name="Stopped">Why the evaluation cannot continue; null when it can.</param>
public sealed record EvaluationProgress(bool Complete, bool NotReady, string? Stopped, TimeSpan PollFirst, TimeSpan PollMax)
{
    /// <summary>Waits for a model that does not answer yet, with pauses that grow to the endpoint's longest.</summary>
    public const int MaxWaits = 40;

    internal static EvaluationProgress GoOn(EndpointInfo endpoint) => new(false, false, null, endpoint.PollFirst, endpoint.PollMax);

    internal static EvaluationProgress Wait(EndpointInfo endpoint) => new(false, true, null, endpoint.PollFirst, endpoint.PollMax);

    internal static EvaluationProgress Stop(string? reason, EndpointInfo endpoint) => new(true, false, reason, endpoint.PollFirst, endpoint.PollMax);
}
