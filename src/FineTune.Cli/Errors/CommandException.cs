namespace FineTune.Cli.Errors;

/// <summary>An error that a person can act on: what is wrong and where, and the next step.</summary>
internal class CommandException(string message, string next, int exitCode = ExitCodes.Failed, Exception? innerException = null)
    : Exception(message, innerException)
{
    public string Next { get; } = next;

    public int ExitCode { get; } = exitCode;
}
