using FineTune.Cli.Errors;

namespace FineTune.Cli.Client;

/// <summary>The host answers, but something behind it does not, for example its storage. It may pass.</summary>
internal sealed class HostFailingException(string message, string next) : CommandException(message, next, ExitCodes.Unavailable);
