namespace FineTune.Durable.Sqlite.History;

/// <summary>The stored history of one instance, current round of ContinueAsNew only.</summary>
/// <param name="InstanceId">The instance.</param>
/// <param name="EventCount">The number of events.</param>
/// <param name="Bytes">The size of the stored events in UTF-8 bytes.</param>
/// <param name="Events">The events, oldest first.</param>
public sealed record InstanceHistory(string InstanceId, int EventCount, long Bytes, IReadOnlyList<HistoryEvent> Events);
