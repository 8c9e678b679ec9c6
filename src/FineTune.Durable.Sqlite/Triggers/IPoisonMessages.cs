namespace FineTune.Durable.Sqlite.Triggers;

/// <summary>The blobs that were given up.</summary>
public interface IPoisonMessages
{
    /// <summary>Newest first.</summary>
    IReadOnlyList<PoisonMessage> List(int limit = 100);
}
