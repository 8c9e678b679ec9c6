using DurableTask.ContractTests.Hosts;
using DurableTask.Core.Exceptions;
using Grpc.Core;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.ContractTests;

public sealed class ClientTests
{
    private static TestFunctions App => new TestFunctions()
        .Orchestrator("Done", context => Task.FromResult(context.GetInput<int>()))
        .Orchestrator("Wait", context => context.WaitForExternalEvent<int>("n"));

    [Fact]
    public async Task Schedule_WithoutId_MakesAGuidInFormatN()
    {
        await using TestHost host = await TestHost.StartAsync(App);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Done");

        Assert.True(Guid.TryParseExact(id, "N", out _));
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task Schedule_IdOfARunningInstance_IsRefused(HostKind kind)
    {
        await using TestHost host = await TestHost.StartAsync(App, kind);
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions("w1"));

        OrchestrationAlreadyExistsException e = await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(
            () => host.Client.ScheduleNewOrchestrationInstanceAsync("Done", new StartOrchestrationOptions("w1")));

        Assert.Equal("An Orchestration instance with the ID w1 already exists.", e.Message);
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task Schedule_IdOfAFinishedInstance_ReplacesIt(HostKind kind)
    {
        await using TestHost host = await TestHost.StartAsync(App, kind);
        await host.RunAsync("Done", 1, new StartOrchestrationOptions("d1"));

        OrchestrationMetadata second = await host.RunAsync("Done", 2, new StartOrchestrationOptions("d1"));

        Assert.Equal(2, second.ReadOutputAs<int>());
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task Schedule_DedupeStatuses_RefuseAFinishedInstance(HostKind kind)
    {
        await using TestHost host = await TestHost.StartAsync(App, kind);
        await host.RunAsync("Done", 1, new StartOrchestrationOptions("d1"));
        StartOrchestrationOptions once = new StartOrchestrationOptions("d1").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed);

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() =>
            host.Client.ScheduleNewOrchestrationInstanceAsync("Done", 2, once));
        StartOrchestrationOptions unlessFailed = new StartOrchestrationOptions("d1").WithDedupeStatuses(OrchestrationRuntimeStatus.Failed);
        Assert.Equal(3, (await host.RunAsync("Done", 3, unlessFailed)).ReadOutputAs<int>());
    }

    [Theory]
    [InlineData("@entity@x")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\nb")]
    [InlineData("")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789x")]
    public async Task Schedule_ForbiddenId_IsRefused(string id)
    {
        await using TestHost host = await TestHost.StartAsync(App);

        await Assert.ThrowsAsync<ArgumentException>(() =>
            host.Client.ScheduleNewOrchestrationInstanceAsync("Done", new StartOrchestrationOptions(id)));
    }

    [Fact]
    public async Task Schedule_StartAt_WaitsPendingUntilThen()
    {
        await using TestHost host = await TestHost.StartAsync(App);
        DateTimeOffset start = host.Clock.GetUtcNow().AddDays(2);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Done", 5, new StartOrchestrationOptions(StartAt: start));
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await host.Client.GetInstanceAsync(id))!.RuntimeStatus);
        await host.CrashAsync();
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await host.Client.GetInstanceAsync(id))!.RuntimeStatus);
        host.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(5, (await host.EndOf(id)).ReadOutputAs<int>());
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task GetInstance_Unknown_IsNull(HostKind kind)
    {
        await using TestHost host = await TestHost.StartAsync(App, kind);

        Assert.Null(await host.Client.GetInstanceAsync("nobody"));
        Assert.Equal(
            StatusCode.NotFound,
            (await Assert.ThrowsAsync<RpcException>(() => host.Client.WaitForInstanceCompletionAsync("nobody"))).StatusCode);
    }

    [Fact]
    public async Task GetInstance_WithoutPayloads_HasNone()
    {
        await using TestHost host = await TestHost.StartAsync(App);
        string id = (await host.RunAsync("Done", 5)).InstanceId;

        OrchestrationMetadata bare = (await host.Client.GetInstanceAsync(id))!;

        Assert.Null(bare.SerializedInput);
        Assert.Null(bare.SerializedOutput);
        Assert.Throws<InvalidOperationException>(() => bare.ReadOutputAs<int>());
        Assert.Equal("Done", bare.Name);
        Assert.Equal(host.Clock.GetUtcNow(), bare.CreatedAt);
    }

    [Fact]
    public async Task WaitForInstanceStart_Pending_ReturnsWhenItRuns()
    {
        await using TestHost host = await TestHost.StartAsync(App);
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync(
            "Wait", new StartOrchestrationOptions(StartAt: host.Clock.GetUtcNow().AddMinutes(1)));

        Task<OrchestrationMetadata> waiting = host.Client.WaitForInstanceStartAsync(id);
        Assert.False(waiting.IsCompleted);
        host.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(OrchestrationRuntimeStatus.Running, (await waiting.WaitAsync(TestHost.Patience)).RuntimeStatus);
    }

    [Fact]
    public async Task WaitForInstanceCompletion_Cancelled_Throws()
    {
        await using TestHost host = await TestHost.StartAsync(App);
        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        using var cancellation = new CancellationTokenSource();

        Task<OrchestrationMetadata> waiting = host.Client.WaitForInstanceCompletionAsync(id, cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task GetAllInstances_ManyInstances_ComeInPagesById()
    {
        await using TestHost host = await TestHost.StartAsync(App);
        for (int n = 0; n < 250; n++)
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Done", n, new StartOrchestrationOptions($"run-{n:000}"));
        for (int n = 0; n < 250; n++)
            await host.EndOf($"run-{n:000}");

        List<Page<OrchestrationMetadata>> pages = [];
        await foreach (Page<OrchestrationMetadata> page in host.Client.GetAllInstancesAsync().AsPages())
            pages.Add(page);

        Assert.Equal([100, 100, 50], pages.Select(page => page.Values.Count));
        Assert.Equal(Enumerable.Range(0, 250).Select(n => $"run-{n:000}"),
            pages.SelectMany(page => page.Values).Select(m => m.InstanceId));
        Assert.Null(pages[^1].ContinuationToken);
    }

    [Fact]
    public async Task GetAllInstances_Filters_Combine()
    {
        await using TestHost host = await TestHost.StartAsync(App);
        await host.RunAsync("Done", 1, new StartOrchestrationOptions("a-1"));
        await host.RunAsync("Done", 1, new StartOrchestrationOptions("b-1"));
        host.Clock.Advance(TimeSpan.FromHours(1));
        DateTimeOffset later = host.Clock.GetUtcNow();
        await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", new StartOrchestrationOptions("a-2"));
        await host.RunAsync("Done", 7, new StartOrchestrationOptions("a-3"));

        List<OrchestrationMetadata> found = [];
        OrchestrationQuery query = new(CreatedFrom: later, Statuses: [OrchestrationRuntimeStatus.Completed], InstanceIdPrefix: "a-",
            FetchInputsAndOutputs: true);
        await foreach (OrchestrationMetadata metadata in host.Client.GetAllInstancesAsync(query))
            found.Add(metadata);

        Assert.Equal(7, Assert.Single(found).ReadOutputAs<int>());
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task Schedule_TagsAndVersion_AreKept(HostKind kind)
    {
        TestFunctions app = App.Orchestrator("Version", context => Task.FromResult(context.Version));
        await using TestHost host = await TestHost.StartAsync(app, new TestSettings { Kind = kind, DefaultVersion = "3.1" });

        OrchestrationMetadata byDefault = await host.RunAsync("Version");
        OrchestrationMetadata chosen = await host.RunAsync("Version", options: new StartOrchestrationOptions
        {
            Version = "4.0",
            Tags = new Dictionary<string, string> { ["team"] = "blue" },
        });

        Assert.Equal("3.1", byDefault.ReadOutputAs<string>());
        Assert.Equal("4.0", chosen.ReadOutputAs<string>());
        Assert.Equal("blue", chosen.Tags["team"]);
    }

    [Theory, Hosts]
    public async Task Restart_OtherDefaultVersion_InstancesKeepTheirs(HostKind kind)
    {
        TestFunctions app = new TestFunctions().Orchestrator("Version", async context =>
        {
            await context.WaitForExternalEvent<object>("go");
            return context.Version;
        });
        var settings = new TestSettings { Kind = kind, DefaultVersion = "1.0" };
        await using TestHost host = await TestHost.StartAsync(app, settings);
        string old = await host.Client.ScheduleNewOrchestrationInstanceAsync("Version");
        await host.Client.WaitForInstanceStartAsync(old);

        await host.RestartAsync(settings: settings with { DefaultVersion = "2.0" });
        string young = await host.Client.ScheduleNewOrchestrationInstanceAsync("Version");
        await host.Client.RaiseEventAsync(old, "go");
        await host.Client.RaiseEventAsync(young, "go");

        Assert.Equal("1.0", (await host.EndOf(old)).ReadOutputAs<string>());
        Assert.Equal("2.0", (await host.EndOf(young)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Metadata_InEachStatus_SaysWhetherItRunsOrIsOver()
    {
        await using TestHost host = await TestHost.StartAsync(App);

        OrchestrationMetadata done = await host.RunAsync("Done");
        string waiting = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        OrchestrationMetadata running = await host.Client.WaitForInstanceStartAsync(waiting);

        Assert.Equal((false, true), (done.IsRunning, done.IsCompleted));
        Assert.Equal((true, false), (running.IsRunning, running.IsCompleted));
        Assert.Equal(host.Clock.GetUtcNow(), done.LastUpdatedAt);
    }

    [Fact]
    public async Task OptionalOperations_OfTheClient_AreNotSupported()
    {
        await using TestHost host = await TestHost.StartAsync(App);

        await Assert.ThrowsAsync<NotSupportedException>(() => host.Client.RestartAsync("id"));
        await Assert.ThrowsAsync<NotSupportedException>(() => host.Client.RewindInstanceAsync("id", "why"));
        await Assert.ThrowsAsync<NotSupportedException>(() => host.Client.ListInstanceIdsAsync());
    }
}
