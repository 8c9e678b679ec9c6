using System.Runtime.CompilerServices;
using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Sqlite.History;

namespace DurableTask.Sqlite.Dispatch;

/// <summary>Creates messages for Core.</summary>
internal static class Messages
{
    public static InboxMessage For(Instance instance, string? executionId, HistoryEvent historyEvent, long seq, bool recursive = false)
    {
        var message = new TaskMessage
        {
            OrchestrationInstance = new OrchestrationInstance { InstanceId = instance.Id, ExecutionId = executionId },
            Event = historyEvent,
            SequenceNumber = seq,
        };
        return new InboxMessage(message, seq) { IsRecursive = recursive, HasRow = true };
    }

    public static InboxMessage ForTimer(Instance instance, PendingTimer timer, DateTime now)
    {
        var fired = new TimerFiredEvent(-1, timer.Due) { TimerId = timer.Id, Timestamp = now };
        var message = new TaskMessage
        {
            OrchestrationInstance = new OrchestrationInstance { InstanceId = instance.Id, ExecutionId = timer.ExecutionId },
            Event = fired,
        };
        return new InboxMessage(message, 0) { TimerId = timer.Id };
    }

    public static TaskMessage ForActivity(Instance instance, HistoryEvent scheduled, string? tags)
    {
        var context = new OrchestrationExecutionContext();
        SetTags(context, JsonParts.TagsFromText(tags) ?? []);
        return new TaskMessage { OrchestrationInstance = instance.ToCore(), Event = scheduled, OrchestrationExecutionContext = context };
    }

    // The setter is internal because Core sets it by deserialization.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "set_OrchestrationTags")]
    private static extern void SetTags(OrchestrationExecutionContext context, IDictionary<string, string> tags);
}
