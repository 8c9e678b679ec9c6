using FineTune.Cli.Errors;

namespace FineTune.Cli.Hosting.Processes;

/// <summary>The port that a host was to listen on is in use.</summary>
internal sealed class PortTakenException(int port, Exception innerException) : CommandException(
    $"Port {port} on 127.0.0.1 is in use.", "Choose another port with --port, or use --port 0 for any free port.", ExitCodes.Unavailable, innerException);
