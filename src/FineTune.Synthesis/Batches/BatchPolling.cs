using FineTune.Core.Models.Endpoints;

namespace FineTune.Synthesis.Batches;

/// <summary>How often to poll a batch.</summary>
public static class BatchPolling
{
    /// <summary>Azure wants a minute between looks; the others are not pressed either, as batches take minutes at least.</summary>
    private static readonly TimeSpan _least = TimeSpan.FromMinutes(1);

    /// <summary>First and longest pause between looks.</summary>
    public static (TimeSpan First, TimeSpan Max) Of(EndpointInfo endpoint)
    {
        var least = endpoint.Kind == EndpointKind.Local ? TimeSpan.Zero : _least;
        return (Longer(endpoint.PollFirst, least), Longer(endpoint.PollMax, least));
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one >= other ? one : other;
}
