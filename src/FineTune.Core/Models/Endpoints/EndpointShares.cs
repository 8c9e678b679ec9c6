using System.Collections.Concurrent;

namespace FineTune.Core.Models.Endpoints;

/// <summary>
/// A window's part of the endpoints' limits: one share per endpoint, for all models and roles that the window calls there.
/// The window's input fixes the part, so that windows on several machines together stay within the limits. Thread-safe.
/// </summary>
/// <param name="sharers">Windows that share the limits, this one included.</param>
public sealed class EndpointShares(int sharers, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, RateShare?> _shares = new(StringComparer.Ordinal);

    public int Sharers => sharers;

    /// <summary>Null if the endpoint has no limits.</summary>
    public RateShare? Of(EndpointInfo endpoint) => _shares.GetOrAdd(endpoint.Name, _ => RateShare.Of(endpoint, sharers, time));
}
