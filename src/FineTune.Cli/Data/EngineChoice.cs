using FineTune.Cli.Errors;

namespace FineTune.Cli.Data;

/// <summary>Reads and names <see cref="EngineKind"/> as the command line does.</summary>
internal static class EngineChoice
{
    private const string Sqlite = "sqlite";
    private const string AzureStorage = "azurestorage";

    public static string Word(EngineKind engine) => engine == EngineKind.AzureStorage ? AzureStorage : Sqlite;

    public static EngineKind Parse(string text) => text.Trim().ToLowerInvariant() switch
    {
        Sqlite => EngineKind.Sqlite,
        AzureStorage => EngineKind.AzureStorage,
        _ => throw new CommandException($"'{text}' is not an engine.", $"Use --engine {Sqlite} or --engine {AzureStorage}.", ExitCodes.Usage),
    };

    /// <summary>The engine given on the command line, else the stored one, else SQLite. It must fit the storage.</summary>
    public static EngineKind Resolve(DataFolder data, string? option, StorageChoice storage)
    {
        var isGiven = !string.IsNullOrWhiteSpace(option);
        var engine = isGiven ? Parse(option!) : StorageFile.ReadEngine(data) ?? EngineKind.Sqlite;
        if (engine == EngineKind.AzureStorage && storage.IsFolder)
        {
            throw new CommandException(
                $"The engine {AzureStorage} keeps orchestrations in a storage account, but the blobs are in a local folder.",
                $"Add --storage azurite, an account URL or a connection string; or use --engine {Sqlite}.", ExitCodes.Usage);
        }

        return engine;
    }
}
