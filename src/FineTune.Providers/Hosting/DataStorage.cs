using Azure.Core;
using Azure.Storage.Blobs;
using FineTune.Core.Storage;
using FineTune.Storage.AzureBlobs;
using FineTune.Storage.Folders;
using Microsoft.Extensions.Configuration;

namespace FineTune.Providers.Hosting;

/// <summary>
/// Chooses the blob store by the setting <c>DataStorage</c>: a connection string, an account URL or a folder path; or, as Azure
/// Functions writes identity-based connections, by <c>DataStorage__blobServiceUri</c> with <c>__credential</c> and <c>__clientId</c>.
/// </summary>
internal static class DataStorage
{
    private const string Setting = "DataStorage";

    public static IBlobStore Create(IConfiguration configuration, Func<string?, TokenCredential> credential)
    {
        var section = configuration.GetSection(Setting);
        var clientId = section["clientId"];
        var value = section.Value is { Length: > 0 } whole ? whole.Trim() : section["blobServiceUri"]?.Trim() ?? AccountUrl(section["accountName"]);
        if (string.IsNullOrEmpty(value))
        {
            throw new InvalidOperationException(
                $"No storage is configured. Set {Setting} to a storage connection string, an account URL or a folder path, or {Setting}__blobServiceUri to the account's blob URL.");
        }

        if (IsConnectionString(value))
        {
            return FromConnectionString(value);
        }

        if (!value.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !value.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
        {
            return new FolderBlobStore(value);
        }

        if (!Uri.TryCreate(value, UriKind.Absolute, out var url))
        {
            throw new InvalidOperationException($"{Setting} looks like a URL but is not valid. Use https://<account>.blob.core.windows.net.");
        }

        // A shared access signature in the URL is its own credential.
        return new AzureBlobStore(url.Query.Length > 1 ? new BlobServiceClient(url) : new BlobServiceClient(url, credential(clientId)));
    }

    private static string? AccountUrl(string? account) =>
        string.IsNullOrWhiteSpace(account) ? null : $"https://{account.Trim()}.blob.core.windows.net";

    private static AzureBlobStore FromConnectionString(string value)
    {
        try
        {
            var service = new BlobServiceClient(value);

            // The storage emulator knows fewer API versions than the service; real accounts get the client's own.
            return new AzureBlobStore(service.Uri.IsLoopback
                ? new BlobServiceClient(value, new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05))
                : service);
        }
        catch (FormatException error)
        {
            throw new InvalidOperationException($"{Setting} looks like a connection string but is not valid. Copy it again from the storage account.", error);
        }
    }

    private static bool IsConnectionString(string value) =>
        new[] { "UseDevelopmentStorage=", "AccountName=", "BlobEndpoint=", "DefaultEndpointsProtocol=" }
            .Any(part => value.StartsWith(part, StringComparison.OrdinalIgnoreCase) || value.Contains(";" + part, StringComparison.OrdinalIgnoreCase));
}
