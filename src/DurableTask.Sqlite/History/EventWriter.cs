using System.Text.Json;
using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Core.Tracing;

namespace DurableTask.Sqlite.History;

/// <summary>Writes an event. The member names are part of the stored format: never rename them.</summary>
internal static class EventWriter
{
    public static void Write(Utf8JsonWriter json, HistoryEvent historyEvent)
    {
        json.WriteStartObject();
        json.WriteString("type", TypeName(historyEvent));
        if (historyEvent.EventId != -1)
            json.WriteNumber("id", historyEvent.EventId);
        json.WriteString("time", Utc(historyEvent.Timestamp));
        WriteMembers(json, historyEvent);
        json.WriteEndObject();
    }

    /// <summary>Converts a local time to UTC. A time of unspecified kind is treated as UTC.</summary>
    public static DateTime Utc(DateTime time) => time.Kind switch
    {
        DateTimeKind.Utc => time,
        DateTimeKind.Local => time.ToUniversalTime(),
        _ => DateTime.SpecifyKind(time, DateTimeKind.Utc),
    };

    private static string TypeName(HistoryEvent historyEvent) => historyEvent.EventType switch
    {
        EventType.ExecutionStarted => nameof(EventType.ExecutionStarted),
        EventType.TaskScheduled => nameof(EventType.TaskScheduled),
        EventType.TaskCompleted => nameof(EventType.TaskCompleted),
        EventType.OrchestratorStarted => nameof(EventType.OrchestratorStarted),
        EventType.OrchestratorCompleted => nameof(EventType.OrchestratorCompleted),
        EventType other => other.ToString(),
    };

    private static void WriteMembers(Utf8JsonWriter json, HistoryEvent historyEvent)
    {
        switch (historyEvent)
        {
            case OrchestratorStartedEvent or OrchestratorCompletedEvent:
                break;
            case TaskScheduledEvent e:
                Text(json, "name", e.Name);
                Text(json, "version", e.Version);
                Text(json, "input", e.Input);
                JsonParts.WriteTags(json, "tags", e.Tags);
                Trace(json, e.ParentTraceContext);
                break;
            case TaskCompletedEvent e:
                json.WriteNumber("taskId", e.TaskScheduledId);
                Text(json, "result", e.Result);
                break;
            case TaskFailedEvent e:
                Failed(json, e.TaskScheduledId, e.Reason, e.Details, e.FailureDetails);
                break;
            case SubOrchestrationInstanceCreatedEvent e:
                Text(json, "name", e.Name);
                Text(json, "version", e.Version);
                Text(json, "instanceId", e.InstanceId);
                Text(json, "input", e.Input);
                Text(json, "clientSpanId", e.ClientSpanId);
                JsonParts.WriteTags(json, "tags", e.Tags);
                break;
            case SubOrchestrationInstanceCompletedEvent e:
                json.WriteNumber("taskId", e.TaskScheduledId);
                Text(json, "result", e.Result);
                break;
            case SubOrchestrationInstanceFailedEvent e:
                Failed(json, e.TaskScheduledId, e.Reason, e.Details, e.FailureDetails);
                break;
            case TimerCreatedEvent e:
                json.WriteString("fireAt", Utc(e.FireAt));
                break;
            case TimerFiredEvent e:
                json.WriteNumber("timerId", e.TimerId);
                json.WriteString("fireAt", Utc(e.FireAt));
                break;
            case EventRaisedEvent e:
                Text(json, "name", e.Name);
                Text(json, "input", e.Input);
                Trace(json, e.ParentTraceContext);
                break;
            case EventSentEvent e:
                Text(json, "instanceId", e.InstanceId);
                Text(json, "name", e.Name);
                Text(json, "input", e.Input);
                break;
            default:
                WriteLifecycle(json, historyEvent);
                break;
        }
    }

    private static void WriteLifecycle(Utf8JsonWriter json, HistoryEvent historyEvent)
    {
        switch (historyEvent)
        {
            case ExecutionStartedEvent e:
                Started(json, e);
                break;
            case ExecutionCompletedEvent e: // ContinueAsNewEvent too
                json.WriteString("status", e.OrchestrationStatus.ToString());
                Text(json, "result", e.Result);
                JsonParts.WriteFailure(json, "failure", e.FailureDetails);
                break;
            case ExecutionTerminatedEvent e:
                Text(json, "input", e.Input);
                break;
            case ExecutionSuspendedEvent e:
                Text(json, "reason", e.Reason);
                break;
            case ExecutionResumedEvent e:
                Text(json, "reason", e.Reason);
                break;
            case ExecutionRewoundEvent e:
                Text(json, "reason", e.Reason);
                Text(json, "parentExecutionId", e.ParentExecutionId);
                Text(json, "instanceId", e.InstanceId);
                Trace(json, e.ParentTraceContext);
                break;
            case GenericEvent e:
                Text(json, "data", e.Data);
                break;
            default:
                throw new NotSupportedException($"Events of type {historyEvent.EventType} cannot be stored in a history.");
        }
    }

    private static void Started(Utf8JsonWriter json, ExecutionStartedEvent e)
    {
        Text(json, "name", e.Name);
        Text(json, "version", e.Version);
        Text(json, "input", e.Input);
        Text(json, "instanceId", e.OrchestrationInstance?.InstanceId);
        Text(json, "executionId", e.OrchestrationInstance?.ExecutionId);
        JsonParts.WriteParent(json, "parent", e.ParentInstance);
        JsonParts.WriteTags(json, "tags", e.Tags);
        if (e.ScheduledStartTime is { } scheduled)
            json.WriteString("scheduled", Utc(scheduled));
        if (e.Generation is { } generation)
            json.WriteNumber("generation", generation);
        if (e.GenerateNewTrace)
            json.WriteBoolean("newTrace", true);
        Text(json, "correlation", e.Correlation);
        Trace(json, e.ParentTraceContext);
    }

    private static void Failed(Utf8JsonWriter json, int taskId, string? reason, string? details, FailureDetails? failure)
    {
        json.WriteNumber("taskId", taskId);
        Text(json, "reason", reason);
        Text(json, "details", details);
        JsonParts.WriteFailure(json, "failure", failure);
    }

    private static void Trace(Utf8JsonWriter json, DistributedTraceContext? trace)
    {
        if (trace is null)
            return;

        json.WriteStartObject("trace");
        Text(json, "parent", trace.TraceParent);
        Text(json, "state", trace.TraceState);
        Text(json, "id", trace.Id);
        Text(json, "span", trace.SpanId);
        if (trace.ActivityStartTime is { } start)
            json.WriteString("start", start);
        json.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }
}
