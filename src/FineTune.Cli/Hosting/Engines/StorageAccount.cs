using Azure.Core;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using DurableTask.AzureStorage;
using FineTune.Cli.Data;
using FineTune.Cli.Errors;

namespace FineTune.Cli.Hosting.Engines;

/// <summary>The blob, queue and table services of the storage account that an installation uses.</summary>
internal sealed class StorageAccount
{
    private StorageAccount(StorageChoice choice, StorageAccountClientProvider clients)
    {
        Choice = choice;
        Clients = clients;
        Blobs = clients.Blob.CreateClient(clients.Blob.CreateOptions());
        Queues = clients.Queue.CreateClient(clients.Queue.CreateOptions());
        Tables = clients.Table.CreateClient(clients.Table.CreateOptions());
    }

    public StorageChoice Choice { get; }

    /// <summary>For the durable engine, which makes clients with options of its own.</summary>
    public StorageAccountClientProvider Clients { get; }

    public BlobServiceClient Blobs { get; }

    public QueueServiceClient Queues { get; }

    public TableServiceClient Tables { get; }

    /// <exception cref="CommandException">The choice names no account that has queues and tables, or is malformed.</exception>
    public static StorageAccount Open(StorageChoice choice, Func<TokenCredential> credential)
    {
        try
        {
            return new StorageAccount(choice, choice.Kind == StorageKind.AccountUrl
                ? FromUrl(new Uri(choice.Value!), credential)
                : new StorageAccountClientProvider(choice.Value!));
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new CommandException(
                $"The connection string of {choice.Display} cannot be read, or names no queue and table service: {e.Message}",
                "Copy it again, whole, from the storage account (Security + networking, Access keys).", ExitCodes.Usage, e);
        }
    }

    /// <summary>The three services of one account differ in one part of their host name.</summary>
    private static StorageAccountClientProvider FromUrl(Uri blobs, Func<TokenCredential> credential)
    {
        if (blobs.Query.Length > 1 || !blobs.Host.Contains(".blob.", StringComparison.OrdinalIgnoreCase))
        {
            throw new CommandException(
                $"The engine azurestorage needs the queues and tables of the account too, and {blobs.GetLeftPart(UriPartial.Path)} is not enough to find or use them.",
                "Use --storage https://<account>.blob.core.windows.net (with your own sign-in) or a connection string.", ExitCodes.Usage);
        }

        return new StorageAccountClientProvider(blobs, Sibling(blobs, "queue"), Sibling(blobs, "table"), credential());
    }

    private static Uri Sibling(Uri blobs, string service) =>
        new UriBuilder(blobs) { Host = blobs.Host.Replace(".blob.", $".{service}.", StringComparison.OrdinalIgnoreCase) }.Uri;
}
