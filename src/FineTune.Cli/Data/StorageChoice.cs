using FineTune.Cli.Errors;

namespace FineTune.Cli.Data;

/// <summary>Where the blobs of an installation are.</summary>
/// <param name="Kind">The kind of store.</param>
/// <param name="Value">Account URL or connection string; null for the folder.</param>
internal sealed record StorageChoice(StorageKind Kind, string? Value)
{
    /// <summary>The well-known connection of Azurite on its default ports.</summary>
    public const string AzuriteConnection = "UseDevelopmentStorage=true";

    public static StorageChoice Folder { get; } = new(StorageKind.Folder, null);

    public bool IsFolder => Kind == StorageKind.Folder;

    /// <summary>Whether the account is an emulator on this machine.</summary>
    public bool IsEmulator => Kind == StorageKind.Azurite || (Kind == StorageKind.ConnectionString && Value!.Contains("://127.0.0.1:", StringComparison.Ordinal));

    /// <summary>A name without secrets.</summary>
    public string Display => Kind switch
    {
        StorageKind.Folder => "a local folder",
        StorageKind.Azurite => "Azurite",
        StorageKind.AccountUrl => Value!,
        _ => $"Azure Storage account {AccountName ?? "of the connection string"}",
    };

    private string? AccountName => Value?
        .Split(';', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split('=', 2))
        .FirstOrDefault(pair => pair is ["AccountName", _])?[1];

    /// <summary>Reads <c>folder</c>, <c>azurite</c>, an account URL or a connection string.</summary>
    public static StorageChoice Parse(string text)
    {
        var value = text.Trim();
        return value switch
        {
            _ when value.Equals("folder", StringComparison.OrdinalIgnoreCase) => Folder,
            _ when value.Equals("azurite", StringComparison.OrdinalIgnoreCase) => new(StorageKind.Azurite, AzuriteConnection),
            _ when value.Equals(AzuriteConnection, StringComparison.OrdinalIgnoreCase) => new(StorageKind.Azurite, AzuriteConnection),
            _ when IsAccountUrl(value) => new(StorageKind.AccountUrl, value),
            _ when IsConnectionString(value) => new(StorageKind.ConnectionString, value),
            _ => throw new CommandException(
                "--storage is none of: folder, azurite, an account URL, a connection string.",
                "Use --storage folder, --storage azurite, --storage https://<account>.blob.core.windows.net, or a connection string in quotes.",
                ExitCodes.Usage),
        };
    }

    private static bool IsAccountUrl(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);

    private static bool IsConnectionString(string value) =>
        value.Contains("AccountName=", StringComparison.OrdinalIgnoreCase)
        || value.Contains("BlobEndpoint=", StringComparison.OrdinalIgnoreCase)
        || value.StartsWith("UseDevelopmentStorage=true;", StringComparison.OrdinalIgnoreCase);
}

/// <summary>The kinds of store.</summary>
internal enum StorageKind
{
    Folder,
    Azurite,
    AccountUrl,
    ConnectionString,
}
