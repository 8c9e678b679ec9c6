namespace FineTune.Durable.Worker;

/// <summary>How a blob trigger notices changes.</summary>
public enum BlobTriggerSource
{
    /// <summary>By scanning the container: needs nothing else, but may take minutes.</summary>
    LogsAndContainerScan = 0,

    /// <summary>By event subscription: fast, and needs a subscription to the account's events.</summary>
    EventGrid = 1,
}
