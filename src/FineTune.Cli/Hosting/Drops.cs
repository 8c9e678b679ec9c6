using FineTune.Cli.Data;
using FineTune.Cli.Errors;
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
            throw StorageUnreachable.Because(storage, e);
        }
    }

    /// <summary>Checks once that the blobs can be reached, so that a host does not start without them.</summary>
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
            throw StorageUnreachable.Because(storage, new TimeoutException($"No answer within {Patience.TotalSeconds:0} seconds.", e));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw StorageUnreachable.Because(storage, e);
        }
    }
}
