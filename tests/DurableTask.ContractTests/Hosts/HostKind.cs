namespace DurableTask.ContractTests.Hosts;

/// <summary>What runs the app of a test.</summary>
public enum HostKind
{
    /// <summary>The local host over SQLite, on a clock of the test.</summary>
    Sqlite,

    /// <summary>The same, with every turn replayed from the start.</summary>
    SqliteReplaying,

    /// <summary>The local host over the official Azure Storage backend on Azurite, in real time.</summary>
    AzureStorage,

    /// <summary>
    /// The official test host, without anything of ours: what the official worker does. Slow, one orchestration at a time.
    /// </summary>
    Official,
}
