using Microsoft.Extensions.Logging;

namespace FineTune.Durable.Logging;

/// <summary>Makes loggers of one orchestration that are silent during replay.</summary>
internal sealed class ReplayAwareLoggerFactory(TaskOrchestrationContext context) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => context.CreateReplaySafeLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException(
        "An orchestration cannot add a logger provider: it would be added again on every replay. Add it when the host starts.");

    public void Dispose()
    {
        // The factory behind the loggers belongs to the host.
    }
}
