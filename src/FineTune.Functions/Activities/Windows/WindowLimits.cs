using FineTune.Core.Models.Endpoints;

namespace FineTune.Functions.Activities.Windows;

/// <summary>A window's share of an endpoint.</summary>
internal static class WindowLimits
{
    /// <summary>Calls one window may have in flight: the endpoint's bound divided by the windows that share it, at least one.</summary>
    public static int Concurrency(EndpointInfo endpoint, int inFlight) => Math.Max(1, endpoint.MaxConcurrency / Math.Max(1, inFlight));
}
