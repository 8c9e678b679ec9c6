using System.Globalization;
using DurableTask.Core;
using DurableTask.Core.Command;
using DurableTask.Core.History;

namespace FunctionsHost.Local.Durable.Histories;

/// <summary>
/// Describes what a turn decides by kind, id and name: that is what the official stack compares when it replays. Inputs, due times and
/// results may change between versions of an orchestrator without making a history unreadable.
/// </summary>
public static class TurnActions
{
    /// <summary>For example <c>call 3 CopyDrop</c>, <c>timer 4</c> or <c>continue as new</c>.</summary>
    public static string Describe(OrchestratorAction action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return action switch
        {
            ScheduleTaskOrchestratorAction call => Call(call.Id, call.Name),
            CreateSubOrchestrationAction child => Child(child.Id, child.Name),
            CreateTimerOrchestratorAction timer => Timer(timer.Id),
            SendEventOrchestratorAction sent => Sent(sent.Id, sent.EventName),
            OrchestrationCompleteOrchestratorAction end => End(end.OrchestrationStatus),
            _ => string.Create(CultureInfo.InvariantCulture, $"{action.OrchestratorActionType} {action.Id}"),
        };
    }

    /// <summary>What an event in a history says that a turn decided; null for events that tell of something else.</summary>
    public static string? Describe(HistoryEvent historyEvent)
    {
        ArgumentNullException.ThrowIfNull(historyEvent);
        return historyEvent switch
        {
            TaskScheduledEvent call => Call(call.EventId, call.Name),
            SubOrchestrationInstanceCreatedEvent child => Child(child.EventId, child.Name),
            TimerCreatedEvent timer => Timer(timer.EventId),
            EventSentEvent sent => Sent(sent.EventId, sent.Name),
            ExecutionCompletedEvent end => End(end.OrchestrationStatus),
            _ => null,
        };
    }

    internal static bool IsEnd(string action) => action.StartsWith("end: ", StringComparison.Ordinal);

    private static string Call(int id, string? name) => string.Create(CultureInfo.InvariantCulture, $"call {id} {name}");

    private static string Child(int id, string? name) => string.Create(CultureInfo.InvariantCulture, $"child {id} {name}");

    private static string Timer(int id) => string.Create(CultureInfo.InvariantCulture, $"timer {id}");

    private static string Sent(int id, string? name) => string.Create(CultureInfo.InvariantCulture, $"event {id} {name}");

    private static string End(OrchestrationStatus status) => $"end: {status}";
}
