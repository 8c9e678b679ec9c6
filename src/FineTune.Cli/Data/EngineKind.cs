namespace FineTune.Cli.Data;

/// <summary>Where orchestrations are kept.</summary>
internal enum EngineKind
{
    /// <summary>One file of the data folder, for one host.</summary>
    Sqlite,

    /// <summary>Queues, tables and blobs of the storage account that also holds the blobs; several hosts may share it.</summary>
    AzureStorage,
}
