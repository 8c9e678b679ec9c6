using Azure;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;
using FineTune.Cli.Output;
using FineTune.Core.Storage;

namespace FineTune.Cli.Hosting;

/// <summary>Hands files in, wherever the blobs are.</summary>
internal static class Drops
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    public static async Task<Dropped> WriteAsync(
        CliContext context, DataFolder data, StorageChoice storage, string lineage, string name, string file, CancellationToken cancellationToken)
    {
        if (storage.IsFolder)
        {
            data.Create();
            return await FolderDrop.WriteAsync(data, lineage, name, file, cancellationToken);
        }

        try
        {
            return await BlobDrop.WriteAsync(context.Parts.OpenStore(data, storage), lineage, name, file, cancellationToken);
        }
        catch (Exception e) when (e is not CommandException and not OperationCanceledException)
        {
            throw NotReached(storage, e);
        }
    }

    /// <summary>Looks once whether the blobs can be reached, so that a host does not start without them.</summary>
    public static async Task ProbeAsync(IBlobStore? store, StorageChoice storage, CancellationToken cancellationToken)
    {
        if (store is null || storage.IsFolder)
        {
            return;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await store.GetPropertiesAsync(BlobPaths.Settings("probe"), patience.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw NotReached(storage, new TimeoutException($"No answer within {Patience.TotalSeconds:0} seconds.", e));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw NotReached(storage, e);
        }
    }

    public static CommandException NotReached(StorageChoice storage, Exception cause) => new(
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
