using Microsoft.Extensions.Logging;

namespace FineTune.Durable.Sqlite.Execution;

/// <summary>What orchestrations are run with.</summary>
internal sealed record ExecutionSettings(ILoggerFactory LoggerFactory, string DefaultVersion, TimeSpan MaximumTimerInterval);
