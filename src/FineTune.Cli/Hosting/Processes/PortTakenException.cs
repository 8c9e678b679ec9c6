using FineTune.Cli.Errors;

namespace FineTune.Cli.Hosting.Processes;

/// <summary>The port that a host was to listen on is in use.</summary>
internal sealed class PortTakenException(int port, Exception innerException) : CommandException(
    $"Port {port} on 127.0.0.1 is taken.", "Name another one with --port, or --port 0 for a free one.", ExitCodes.Unavailable, innerException);
