using System.Text.Json;
using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Core.Tracing;

namespace DurableTask.Sqlite.History;

/// <summary>Reads an event: first its members, in any order, then creates the event. Unknown members are skipped.</summary>
internal ref struct EventReader
{
    private string? _type, _name, _version, _input, _result, _reason, _details, _instanceId, _executionId, _parentExecutionId;
    private string? _clientSpanId, _correlation, _data, _status;
    private int _id, _taskId, _timerId;
    private int? _generation;
    private bool _newTrace;
    private DateTime _time, _fireAt;
    private DateTime? _scheduled;
    private Dictionary<string, string>? _tags;
    private ParentInstance? _parent;
    private FailureDetails? _failure;
    private DistributedTraceContext? _trace;

    /// <summary>Reads an object. The reader is on its start and will be on its end.</summary>
    public static HistoryEvent Read(ref Utf8JsonReader json)
    {
        var members = new EventReader { _id = -1 };
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            members.ReadMember(ref json);
        HistoryEvent historyEvent = members.ToEvent();
        historyEvent.Timestamp = members._time;
        return historyEvent;
    }

    private void ReadMember(ref Utf8JsonReader json)
    {
        string name = json.GetString()!;
        json.Read();
        switch (name)
        {
            case "type": _type = json.GetString(); break;
            case "id": _id = json.GetInt32(); break;
            case "time": _time = json.GetDateTime(); break;
            case "name": _name = json.GetString(); break;
            case "version": _version = json.GetString(); break;
            case "input": _input = json.GetString(); break;
            case "result": _result = json.GetString(); break;
            case "reason": _reason = json.GetString(); break;
            case "details": _details = json.GetString(); break;
            case "instanceId": _instanceId = json.GetString(); break;
            case "executionId": _executionId = json.GetString(); break;
            case "parentExecutionId": _parentExecutionId = json.GetString(); break;
            case "clientSpanId": _clientSpanId = json.GetString(); break;
            case "correlation": _correlation = json.GetString(); break;
            case "data": _data = json.GetString(); break;
            case "status": _status = json.GetString(); break;
            case "taskId": _taskId = json.GetInt32(); break;
            case "timerId": _timerId = json.GetInt32(); break;
            case "generation": _generation = json.GetInt32(); break;
            case "newTrace": _newTrace = json.GetBoolean(); break;
            case "fireAt": _fireAt = json.GetDateTime(); break;
            case "scheduled": _scheduled = json.GetDateTime(); break;
            case "tags": _tags = JsonParts.ReadTags(ref json); break;
            case "parent": _parent = JsonParts.ReadParent(ref json); break;
            case "failure": _failure = JsonParts.ReadFailure(ref json); break;
            case "trace": _trace = ReadTrace(ref json); break;
            default: json.Skip(); break;
        }
    }

    private readonly HistoryEvent ToEvent() => _type switch
    {
        nameof(EventType.OrchestratorStarted) => new OrchestratorStartedEvent(_id),
        nameof(EventType.OrchestratorCompleted) => new OrchestratorCompletedEvent(_id),
        nameof(EventType.TaskScheduled) =>
            new TaskScheduledEvent(_id, _name!, _version, _input) { Tags = _tags, ParentTraceContext = _trace },
        nameof(EventType.TaskCompleted) => new TaskCompletedEvent(_id, _taskId, _result),
        nameof(EventType.TaskFailed) => new TaskFailedEvent(_id, _taskId, _reason, _details, _failure),
        nameof(EventType.SubOrchestrationInstanceCreated) => new SubOrchestrationInstanceCreatedEvent(_id)
        {
            Name = _name,
            Version = _version,
            InstanceId = _instanceId,
            Input = _input,
            ClientSpanId = _clientSpanId,
            Tags = _tags,
        },
        nameof(EventType.SubOrchestrationInstanceCompleted) => new SubOrchestrationInstanceCompletedEvent(_id, _taskId, _result),
        nameof(EventType.SubOrchestrationInstanceFailed) =>
            new SubOrchestrationInstanceFailedEvent(_id, _taskId, _reason, _details, _failure),
        nameof(EventType.TimerCreated) => new TimerCreatedEvent(_id, _fireAt),
        nameof(EventType.TimerFired) => new TimerFiredEvent(_id, _fireAt) { TimerId = _timerId },
        nameof(EventType.EventRaised) => new EventRaisedEvent(_id, _input) { Name = _name, ParentTraceContext = _trace },
        nameof(EventType.EventSent) => new EventSentEvent(_id) { InstanceId = _instanceId, Name = _name, Input = _input },
        nameof(EventType.ExecutionStarted) => Started(),
        nameof(EventType.ExecutionCompleted) => new ExecutionCompletedEvent(_id, _result, Status(), _failure),
        nameof(EventType.ContinueAsNew) => new ContinueAsNewEvent(_id, _result),
        nameof(EventType.ExecutionTerminated) => new ExecutionTerminatedEvent(_id, _input),
        nameof(EventType.ExecutionSuspended) => new ExecutionSuspendedEvent(_id, _reason),
        nameof(EventType.ExecutionResumed) => new ExecutionResumedEvent(_id, _reason),
        nameof(EventType.ExecutionRewound) => new ExecutionRewoundEvent(_id, _reason)
        {
            ParentExecutionId = _parentExecutionId,
            InstanceId = _instanceId,
            ParentTraceContext = _trace,
        },
        nameof(EventType.GenericEvent) => new GenericEvent(_id, _data),
        null => throw new JsonException("An event has no type."),
        _ => throw new JsonException($"The event type '{_type}' is unknown."),
    };

    private readonly ExecutionStartedEvent Started() => new(_id, _input)
    {
        Name = _name,
        Version = _version,
        OrchestrationInstance = _instanceId is null
            ? null
            : new OrchestrationInstance { InstanceId = _instanceId, ExecutionId = _executionId },
        ParentInstance = _parent,
        Tags = _tags,
        ScheduledStartTime = _scheduled,
        Generation = _generation,
        GenerateNewTrace = _newTrace,
        Correlation = _correlation,
        ParentTraceContext = _trace,
    };

    private readonly OrchestrationStatus Status() =>
        Enum.TryParse(_status, out OrchestrationStatus status)
            ? status
            : throw new JsonException($"The orchestration status '{_status}' is unknown.");

    private static DistributedTraceContext ReadTrace(ref Utf8JsonReader json)
    {
        var trace = new DistributedTraceContext("");
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            string name = json.GetString()!;
            json.Read();
            switch (name)
            {
                case "parent": trace.TraceParent = json.GetString()!; break;
                case "state": trace.TraceState = json.GetString(); break;
                case "id": trace.Id = json.GetString(); break;
                case "span": trace.SpanId = json.GetString(); break;
                case "start": trace.ActivityStartTime = json.GetDateTimeOffset(); break;
                default: json.Skip(); break;
            }
        }

        return trace;
    }
}
