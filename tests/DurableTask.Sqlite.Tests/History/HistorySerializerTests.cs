using System.Text.Json;
using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Core.Tracing;
using DurableTask.Sqlite.History;

namespace DurableTask.Sqlite.Tests.History;

public sealed class HistorySerializerTests
{
    private static readonly DateTime s_time = new DateTime(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(1234567);
    private static readonly Dictionary<string, string> s_tags = new() { ["a"] = "1", ["ä\"\\\n"] = "🙂" };
    private static readonly FailureDetails s_failure = new(
        "My.Type", "what \"happened\"", "at X\n at Y", new FailureDetails("Inner", "i", null, null, false), true,
        new Dictionary<string, object?>
        {
            ["n"] = 1L,
            ["x"] = 1.5,
            ["t"] = "text",
            ["b"] = true,
            ["nothing"] = null,
            ["l"] = new List<object?> { 1L, "a" },
        });

    private static readonly HistoryEvent[] s_events =
    [
        new OrchestratorStartedEvent(-1),
        new OrchestratorCompletedEvent(-1),
        new TaskScheduledEvent(3, "Name", "1.0", "{\"a\":\"<ü>\"}") { Tags = s_tags, ParentTraceContext = Trace() },
        new TaskScheduledEvent(0, "Name"),
        new TaskCompletedEvent(-1, 3, "\"result\""),
        new TaskCompletedEvent(-1, 3, null),
        new TaskFailedEvent(-1, 3, "reason", "details", s_failure),
        new TaskFailedEvent(-1, 3, null, null),
        new SubOrchestrationInstanceCreatedEvent(4)
        {
            Name = "Child",
            Version = "2",
            InstanceId = "c",
            Input = "1",
            ClientSpanId = "span",
            Tags = s_tags,
        },
        new SubOrchestrationInstanceCompletedEvent(-1, 4, "1"),
        new SubOrchestrationInstanceFailedEvent(-1, 4, "reason", "details", s_failure),
        new TimerCreatedEvent(5, s_time.AddDays(1)),
        new TimerFiredEvent(-1, s_time.AddDays(1)) { TimerId = 5 },
        new EventRaisedEvent(-1, "1") { Name = "go", ParentTraceContext = Trace() },
        new EventSentEvent(6) { InstanceId = "other", Name = "go", Input = "1" },
        new ExecutionStartedEvent(-1, "1")
        {
            Name = "O",
            Version = "1.2",
            OrchestrationInstance = new OrchestrationInstance { InstanceId = "i", ExecutionId = "e" },
            ParentInstance = new ParentInstance
            {
                Name = "P",
                Version = "1",
                TaskScheduleId = 7,
                OrchestrationInstance = new OrchestrationInstance { InstanceId = "p", ExecutionId = "pe" },
            },
            Tags = s_tags,
            ScheduledStartTime = s_time.AddHours(1),
            Generation = 2,
            GenerateNewTrace = true,
            Correlation = "c",
            ParentTraceContext = Trace(),
        },
        new ExecutionStartedEvent(-1, null) { Name = "O" },
        new ExecutionCompletedEvent(8, "1", OrchestrationStatus.Completed),
        new ExecutionCompletedEvent(8, null, OrchestrationStatus.Failed, s_failure),
        new ContinueAsNewEvent(9, "2"),
        new ExecutionTerminatedEvent(-1, "why"),
        new ExecutionSuspendedEvent(-1, "why"),
        new ExecutionResumedEvent(-1, "why"),
        new ExecutionRewoundEvent(-1, "why") { ParentExecutionId = "pe", InstanceId = "i", ParentTraceContext = Trace() },
        new GenericEvent(-1, "data"),
    ];

    public static IEnumerable<TheoryDataRow<int, string>> Events =>
        s_events.Select((e, i) => new TheoryDataRow<int, string>(i, e.GetType().Name));

    [Theory]
    [MemberData(nameof(Events))]
    public void Deserialize_WhatWasSerialized_IsTheSameEvent(int index, string name)
    {
        HistoryEvent historyEvent = s_events[index];
        Assert.Equal(name, historyEvent.GetType().Name);
        historyEvent.Timestamp = s_time;

        HistoryEvent read = Assert.Single(HistorySerializer.Deserialize(HistorySerializer.Serialize([historyEvent])));

        // Core's own serializer knows every member, ours or not.
        historyEvent.IsPlayed = true;
        Assert.Equal(Everything(historyEvent), Everything(read));
        Assert.IsType(historyEvent.GetType(), read);
    }

    [Fact]
    public void Events_CoverEveryTypeThatCoreWrites()
    {
        EventType[] covered = [.. s_events.Select(e => e.EventType).Distinct()];

        Assert.Equal(Enum.GetValues<EventType>().Except([EventType.ExecutionFailed, EventType.HistoryState]).Order(), covered.Order());
    }

    [Fact]
    public void Serialize_Event_IsNamedCompactAndReadable()
    {
        var scheduled = new TaskScheduledEvent(3, "Greet", "", "\"Zoë\"") { Timestamp = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc) };

        Assert.Equal(
            """[{"type":"TaskScheduled","id":3,"time":"2030-01-02T03:04:05Z","name":"Greet","version":"","input":"\"Zoë\""}]""",
            HistorySerializer.Serialize([scheduled]));
    }

    [Fact]
    public void Deserialize_Lines_ReadsOneEventEach()
    {
        string lines = string.Join('\n',
            Enumerable.Range(0, 3).Select(i => HistorySerializer.SerializeLine(new TaskCompletedEvent(-1, i, "x")))) + "\n";

        Assert.Equal([0, 1, 2], HistorySerializer.Deserialize(lines).Cast<TaskCompletedEvent>().Select(e => e.TaskScheduledId));
    }

    [Fact]
    public void Deserialize_UnknownMember_IsSkipped()
    {
        HistoryEvent read = Assert.Single(HistorySerializer.Deserialize(
            """[{"later":{"deep":[1,{"x":2}]},"id":3,"type":"TimerCreated","fireAt":"2030-01-02T00:00:00Z"}]"""));

        Assert.Equal(3, Assert.IsType<TimerCreatedEvent>(read).EventId);
    }

    [Theory]
    [InlineData("""[{"type":"Nonsense"}]""", "Nonsense")]
    [InlineData("""[{"id":1}]""", "no type")]
    [InlineData("[{", "")]
    public void Deserialize_NotAHistory_SaysWhy(string json, string expected)
    {
        JsonException e = Assert.ThrowsAny<JsonException>(() => HistorySerializer.Deserialize(json));

        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Serialize_LocalAndUnspecifiedTimes_BecomeUtc()
    {
        DateTime local = s_time.ToLocalTime(), unspecified = DateTime.SpecifyKind(s_time, DateTimeKind.Unspecified);

        foreach (DateTime time in (DateTime[])[local, unspecified])
        {
            TimerCreatedEvent read = RoundTrip(new TimerCreatedEvent(1, time));
            Assert.Equal(s_time, read.FireAt);
            Assert.Equal(DateTimeKind.Utc, read.FireAt.Kind);
        }
    }

    [Theory]
    [InlineData("\ud800")]
    [InlineData("a\udc00b")]
    public void Serialize_BrokenSurrogates_AreReplaced(string text)
    {
        TaskCompletedEvent read = RoundTrip(new TaskCompletedEvent(-1, 0, text));

        Assert.Equal(text.Replace('\ud800', '\ufffd').Replace('\udc00', '\ufffd'), read.Result);
    }

    [Fact]
    public void Serialize_LargePayload_RoundTrips()
    {
        string payload = new('x', 1 << 20);

        TaskCompletedEvent read = RoundTrip(new TaskCompletedEvent(-1, 0, payload));

        Assert.Equal(payload, read.Result);
    }

    [Fact]
    public void Serialize_NumberThatJsonLacks_BecomesText()
    {
        Dictionary<string, object?> properties = new() { ["x"] = double.NaN, ["d"] = new DateTime(2030, 1, 1) };
        var failure = new FailureDetails("T", "m", null, null, false, properties);

        TaskFailedEvent read = RoundTrip(new TaskFailedEvent(-1, 0, "r", null, failure));

        Assert.Equal("NaN", read.FailureDetails!.Properties!["x"]);
    }

    private static DistributedTraceContext Trace() => new("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "k=v")
    {
        Id = "id",
        SpanId = "s",
        ActivityStartTime = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.FromHours(2)),
    };

    [Fact]
    public void Serialize_FailureOfAThousandLevels_KeepsTheOuterOnes()
    {
        var failure = new FailureDetails("T0", "m", null, null, false);
        for (int i = 1; i < 1000; i++)
            failure = new FailureDetails($"T{i}", "m", null, failure, false);

        TaskFailedEvent read = RoundTrip(new TaskFailedEvent(-1, 0, "r", null, failure));

        int levels = 0;
        for (FailureDetails? inner = read.FailureDetails; inner is not null; inner = inner.InnerFailure)
            Assert.Equal($"T{999 - levels++}", inner.ErrorType);
        Assert.Equal(51, levels);
    }

    private static T RoundTrip<T>(T historyEvent)
        where T : HistoryEvent => (T)HistorySerializer.Deserialize(HistorySerializer.Serialize([historyEvent]))[0];

    private static string Everything(HistoryEvent historyEvent) =>
        Core.Serializing.JsonDataConverter.Default.Serialize(historyEvent, formatted: true);
}
