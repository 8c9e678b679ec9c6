using Microsoft.Extensions.Logging;

namespace DurableTask.ContractTests.Hosts;

/// <summary>Keeps what is logged.</summary>
internal sealed class LineCollector : ILoggerProvider
{
    private readonly List<(string Category, string Line)> _lines = [];

    public IReadOnlyList<string> Of(string category)
    {
        lock (_lines)
            return [.. _lines.Where(line => line.Category == category).Select(line => line.Line)];
    }

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _lines);

    public void Dispose()
    {
    }

    private sealed class Logger(string category, List<(string, string)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (lines)
                lines.Add((category, formatter(state, exception)));
        }
    }
}
