namespace FineTune.Cli.Data;

/// <summary>Hands files in, wherever the blobs are.</summary>
internal static class Drops
{
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
            throw new CommandException(
                $"The upload to {storage.Display} failed: {FirstLine(e.Message)}",
                storage.Kind == StorageKind.Azurite
                    ? "Start Azurite (blob service on port 10000, with --skipApiVersionCheck), then drop again."
                    : "Look at the account's name, its firewall and your role on it (Storage Blob Data Contributor), then drop again.",
                ExitCodes.Unavailable, e);
        }
    }

    private static string FirstLine(string message) => message.ReplaceLineEndings("\n").Split('\n')[0];
}
