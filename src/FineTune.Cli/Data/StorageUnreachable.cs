using Azure;
using FineTune.Cli.Errors;
using FineTune.Cli.Output;

namespace FineTune.Cli.Data;

/// <summary>The error for a store that does not answer, or refuses.</summary>
internal static class StorageUnreachable
{
    public static CommandException Because(StorageChoice storage, Exception cause) => new(
        $"{storage.Display} cannot be used: {Reason(cause)}",
        storage.Kind == StorageKind.Azurite
            ? "Start Azurite (blobs, queues and tables on ports 10000 to 10002, with --skipApiVersionCheck), then run the command again."
            : "Look at the account's name, its firewall and your role on it (Storage Blob Data Contributor), then run the command again.",
        ExitCodes.Unavailable, cause);

    private static string Reason(Exception cause) => cause switch
    {
        TimeoutException => cause.Message,
        RequestFailedException { Status: > 0 } refused => $"the service answers {refused.Status} ({refused.ErrorCode ?? "no code"}).",
        _ => Words.Cause(cause),
    };
}
