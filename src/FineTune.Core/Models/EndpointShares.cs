using System.Collections.Concurrent;

namespace FineTune.Core.Models;

/// <summary>
/// A window's part of the limits of endpoints: one share per endpoint, whichever models of it the window calls and as whom. The part is fixed by the window's
/// input, so that windows on several machines together stay within the limits. Thread-safe.
/// </summary>
/// <param name="sharers">Windows that share the limits, this one included.</param>
public sealed class EndpointShares(int sharers, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, RateShare?> _shares = new(StringComparer.Ordinal);

    public int Sharers => sharers;

    /// <summary>Null where the endpoint has no limits.</summary>
    public RateShare? Of(EndpointInfo endpoint) => _shares.GetOrAdd(endpoint.Name, _ => RateShare.Of(endpoint, sharers, time));
}
