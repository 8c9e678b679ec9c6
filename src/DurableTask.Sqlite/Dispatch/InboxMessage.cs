using DurableTask.Core;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>A message for one instance. Its row in the table inbox goes in the transaction of the turn that consumes it.</summary>
/// <param name="message">The message as Core wants it.</param>
/// <param name="seq">The number of its row; 0 for a timer that fired, whose row is the timer's.</param>
internal sealed class InboxMessage(TaskMessage message, long seq)
{
    public TaskMessage Message => message;

    public long Seq => seq;

    /// <summary>The writer's: whether the message has a row in the table inbox.</summary>
    public bool HasRow { get; set; }

    /// <summary>A termination that goes on to the children of the instance that it ends.</summary>
    public bool IsRecursive { get; init; }

    /// <summary>The number of the timer that fired; null for every other message.</summary>
    public int? TimerId { get; init; }
}
