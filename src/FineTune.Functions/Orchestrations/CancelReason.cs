using FineTune.Functions.Contracts;

namespace FineTune.Functions.Orchestrations;

/// <summary>The sentence that says who stopped a run.</summary>
internal static class CancelReason
{
    public static string Of(CancelRequest request) => $"Cancelled by {request.By ?? "a person"}: {request.Reason ?? "no reason given"}.";
}
