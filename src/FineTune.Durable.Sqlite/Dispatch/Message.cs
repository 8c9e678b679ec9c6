using FineTune.Durable.Sqlite.History;

namespace FineTune.Durable.Sqlite.Dispatch;

/// <summary>Something an instance has to hear.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Execution">The round of ContinueAsNew it belongs to; 0 for any.</param>
/// <param name="Seq">Its row in the inbox; 0 where another row (a task, a timer) stands for it until the turn commits.</param>
internal readonly record struct Message(HistoryEvent Event, int Execution = 0, long Seq = 0);

/// <summary>A message and the instance it is for.</summary>
internal readonly record struct Delivery(long Instance, Message Message);
