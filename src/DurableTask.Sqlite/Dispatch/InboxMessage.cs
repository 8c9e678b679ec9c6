using DurableTask.Core;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>A message for an instance. Its row in the table inbox is deleted by the turn that consumes it.</summary>
/// <param name="message">The message for Core.</param>
/// <param name="seq">The number of its row; 0 for a fired timer, which has none.</param>
internal sealed class InboxMessage(TaskMessage message, long seq)
{
    public TaskMessage Message => message;

    public long Seq => seq;

    /// <summary>Owned by the writer: whether the message has a row in the table inbox.</summary>
    public bool HasRow { get; set; }

    /// <summary>Whether this is a termination that also applies to the children of the instance.</summary>
    public bool IsRecursive { get; init; }

    /// <summary>The number of the fired timer; null for all other messages.</summary>
    public int? TimerId { get; init; }
}
