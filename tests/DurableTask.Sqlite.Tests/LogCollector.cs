using Microsoft.Extensions.Logging;

namespace DurableTask.Sqlite.Tests;

/// <summary>Keeps the critical messages.</summary>
internal sealed class LogCollector : ILoggerFactory, ILogger
{
    private readonly List<string> _critical = [];

    public IReadOnlyList<string> Critical
    {
        get
        {
            lock (_critical)
                return [.. _critical];
        }
    }

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel != LogLevel.Critical)
            return;
        lock (_critical)
            _critical.Add(formatter(state, exception));
    }

    public void Dispose()
    {
    }
}
