using Microsoft.Azure.Functions.Worker;

namespace FunctionsHost.Local.Invocation;

/// <summary>Retry attributes are refused, so nothing is ever a retry of theirs.</summary>
internal sealed class LocalRetryContext : RetryContext
{
    public static LocalRetryContext None { get; } = new();

    public override int RetryCount => 0;

    public override int MaxRetryCount => 0;
}
