using DurableTask.Core;
using DurableTask.Core.History;
using DurableTask.Core.Query;
using DurableTask.Sqlite.History;
using Microsoft.Extensions.Time.Testing;

namespace DurableTask.Sqlite.Tests;

public sealed class QueryTests : IAsyncLifetime
{
    private static readonly DateTimeOffset s_start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _clock = new(s_start);
    private TestHub _hub = null!;

    public async ValueTask InitializeAsync()
    {
        _hub = await TestHub.StartAsync(Samples.App(), clock: _clock);
        for (int i = 0; i < 10; i++)
        {
            await _hub.RunAsync("Echo", i, $"echo-{i}");
            _clock.Advance(TimeSpan.FromHours(1));
        }

        await _hub.ScheduleAsync("Wait", id: "wait-%");
        await _hub.ScheduleAsync("Wait", id: "wait-_x");
        await _hub.StateOf("wait-%", state => state.OrchestrationStatus == OrchestrationStatus.Running);
        await _hub.StateOf("wait-_x", state => state.OrchestrationStatus == OrchestrationStatus.Running);
    }

    public ValueTask DisposeAsync() => _hub.DisposeAsync();

    [Theory, InlineData(1), InlineData(5), InlineData(7), InlineData(12), InlineData(100)]
    public async Task Query_Pages_GiveEveryInstanceOnceInOrder(int size)
    {
        List<string> ids = [];
        var query = new OrchestrationQuery { PageSize = size };
        do
        {
            OrchestrationQueryResult page = await _hub.Service.GetOrchestrationWithQueryAsync(query, default);
            Assert.InRange(page.OrchestrationState.Count, 1, size);
            ids.AddRange(page.OrchestrationState.Select(state => state.OrchestrationInstance.InstanceId));
            query.ContinuationToken = page.ContinuationToken;
        }
        while (query.ContinuationToken is not null);

        Assert.Equal([.. Enumerable.Range(0, 10).Select(i => $"echo-{i}"), "wait-%", "wait-_x"], ids);
    }

    [Theory]
    [InlineData("echo-", 10)]
    [InlineData("wait-%", 1)]
    [InlineData("wait-_", 1)]
    [InlineData("WAIT", 0)]
    [InlineData("", 12)]
    public async Task Query_Prefix_IsTakenLiterally(string prefix, int expected) =>
        Assert.Equal(expected, await CountAsync(new OrchestrationQuery { InstanceIdPrefix = prefix }));

    [Fact]
    public async Task Query_StatusAndTime_AllConditionsHold()
    {
        DateTime start = s_start.UtcDateTime;

        Assert.Equal(2, await CountAsync(new OrchestrationQuery { RuntimeStatus = [OrchestrationStatus.Running] }));
        OrchestrationStatus[] two = [OrchestrationStatus.Running, OrchestrationStatus.Completed];
        Assert.Equal(12, await CountAsync(new OrchestrationQuery { RuntimeStatus = two }));
        Assert.Equal(12, await CountAsync(new OrchestrationQuery { RuntimeStatus = [] }));
        Assert.Equal(7, await CountAsync(new OrchestrationQuery { CreatedTimeFrom = start.AddHours(5) }));
        Assert.Equal(6, await CountAsync(new OrchestrationQuery { CreatedTimeTo = start.AddHours(5) }));
        Assert.Equal(3, await CountAsync(new OrchestrationQuery
        {
            CreatedTimeFrom = start.AddHours(1),
            CreatedTimeTo = start.AddHours(3)
        }));
        Assert.Equal(0, await CountAsync(new OrchestrationQuery
        {
            CreatedTimeFrom = start.AddHours(1),
            RuntimeStatus = [OrchestrationStatus.Failed]
        }));
    }

    [Fact]
    public async Task Query_WithoutPayloads_HasNeitherInputNorOutput()
    {
        OrchestrationState bare = (await _hub.Service.GetOrchestrationWithQueryAsync(
            new OrchestrationQuery { InstanceIdPrefix = "echo-3", FetchInputsAndOutputs = false }, default)).OrchestrationState.Single();
        OrchestrationState full = (await _hub.Service.GetOrchestrationWithQueryAsync(
            new OrchestrationQuery { InstanceIdPrefix = "echo-3" }, default)).OrchestrationState.Single();

        Assert.Equal((null, null), (bare.Input, bare.Output));
        Assert.Equal(("3", "3"), (full.Input, full.Output));
        Assert.Equal(("Echo", s_start.UtcDateTime.AddHours(3)), (bare.Name, bare.CreatedTime));
        Assert.True(bare.Size > 0);
    }

    [Fact]
    public async Task GetState_Unknown_IsNullOrEmpty()
    {
        Assert.Null(await _hub.Service.GetOrchestrationStateAsync("nobody", null));
        Assert.Empty(await _hub.Service.GetOrchestrationStateAsync("nobody", true));
        Assert.Empty(await _hub.Service.ReadHistoryAsync("nobody"));
        Assert.Equal("[]", await _hub.Service.GetOrchestrationHistoryAsync("nobody", null));
    }

    [Fact]
    public async Task GetHistory_Json_ReadsBackAsTheHistory()
    {
        IReadOnlyList<HistoryEvent> read = HistorySerializer.Deserialize(await _hub.Service.GetOrchestrationHistoryAsync("echo-1", null));

        Assert.Equal(
            [EventType.OrchestratorStarted, EventType.ExecutionStarted, EventType.ExecutionCompleted, EventType.OrchestratorCompleted],
            read.Select(e => e.EventType));
        Assert.Equal("1", read.OfType<ExecutionCompletedEvent>().Single().Result);
    }

    private async Task<int> CountAsync(OrchestrationQuery query) =>
        (await _hub.Service.GetOrchestrationWithQueryAsync(query, default)).OrchestrationState.Count;
}
