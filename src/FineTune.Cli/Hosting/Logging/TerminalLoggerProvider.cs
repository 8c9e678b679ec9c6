using FineTune.Cli.Output;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace FineTune.Cli.Hosting.Logging;

/// <summary>Shows warnings and errors of the host as one line each; stack traces are in the log file.</summary>
internal sealed class TerminalLoggerProvider(IAnsiConsole console) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new TerminalLogger(console);

    public void Dispose()
    {
    }

    private sealed class TerminalLogger(IAnsiConsole console) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Warning or LogLevel.Error or LogLevel.Critical;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            var word = logLevel == LogLevel.Warning ? "warning" : "error";
            var cause = exception is null ? "" : $" {Words.Cause(exception)} (more in host.log)";
            lock (console)
            {
                console.Line($"{word}: {Words.FirstLine(formatter(state, exception))}{cause}");
            }
        }
    }
}
