namespace FineTune.Core.Models.Endpoints;

/// <summary>A call to an endpoint failed. The message names the endpoint, the call and the next step, never a prompt or a key.</summary>
public sealed class ProviderException(
    ProviderErrorKind kind, string message, string? code = null, int? status = null, TimeSpan? retryAfter = null, Exception? innerException = null)
    : Exception(message, innerException)
{
    public ProviderErrorKind Kind { get; } = kind;

    public string? Code { get; } = code;

    public int? Status { get; } = status;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}
