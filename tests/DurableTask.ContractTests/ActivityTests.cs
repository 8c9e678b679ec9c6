using System.Text.Json;
using DurableTask.ContractTests.Hosts;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace DurableTask.ContractTests;

public sealed class ActivityTests
{
    [Theory, Hosts(AzureStorage = true)]
    public async Task CallActivity_Chain_ReturnsEachResultOnce(HostKind kind)
    {
        int calls = 0;
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("AddOne", n =>
            {
                Interlocked.Increment(ref calls);
                return n + 1;
            })
            .Orchestrator("Chain", async context =>
            {
                int value = context.GetInput<int>();
                for (int i = 0; i < 5; i++)
                    value = await context.CallActivityAsync<int>("AddOne", value);
                return value;
            });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        OrchestrationMetadata end = await host.RunAsync("Chain", 10);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Equal(15, end.ReadOutputAs<int>());
        Assert.Equal(5, calls);
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task CallActivity_FanOut_GathersInOrderOfCalls(HostKind kind)
    {
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Square", n => n * n)
            .Orchestrator("FanOut", async context =>
            {
                IEnumerable<Task<int>> calls = Enumerable.Range(0, 50).Select(n => context.CallActivityAsync<int>("Square", n));
                return await Task.WhenAll(calls);
            });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        OrchestrationMetadata end = await host.RunAsync("FanOut");

        Assert.Equal(Enumerable.Range(0, 50).Select(n => n * n), end.ReadOutputAs<int[]>()!);
    }

    [Fact]
    public async Task CallActivity_OtherCase_FindsTheFunction()
    {
        TestFunctions app = new TestFunctions()
            .Activity<string, string>("Echo", text => text!)
            .Orchestrator("Call", context => context.CallActivityAsync<string>("eCHO", "hi"));
        await using TestHost host = await TestHost.StartAsync(app);

        OrchestrationMetadata end = await host.RunAsync("cALL");

        Assert.Equal("hi", end.ReadOutputAs<string>());
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task CallActivity_NullInput_HasNoPayload(HostKind kind)
    {
        string? seen = "?";
        TestFunctions app = new TestFunctions()
            .Activity<string, int?>("Null", input =>
            {
                seen = input;
                return null;
            })
            .Orchestrator("Call", context => context.CallActivityAsync<int?>("Null"));
        await using TestHost host = await TestHost.StartAsync(app, kind);

        OrchestrationMetadata end = await host.RunAsync("Call");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
        Assert.Null(seen);
        Assert.Null(end.SerializedInput);
        Assert.Null(end.SerializedOutput);
    }

    [Fact]
    public async Task CallActivity_Record_MakesTheJsonRoundTrip()
    {
        TestFunctions app = new TestFunctions()
            .Activity<JsonElement, string>("Describe", input => input.GetRawText())
            .Orchestrator("Call", context => context.CallActivityAsync<string>("Describe", new Sample("a", 2)));
        await using TestHost host = await TestHost.StartAsync(app);

        OrchestrationMetadata end = await host.RunAsync("Call");

        Assert.Equal("""{"Text":"a","Number":2}""", end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task CallActivity_LowerCaseJson_IsReadInAnyCase()
    {
        TestFunctions app = new TestFunctions()
            .Activity<object?, object>("Make", _ => new Dictionary<string, object> { ["text"] = "b", ["NUMBER"] = 3 })
            .Orchestrator("Call", async context => (await context.CallActivityAsync<Sample>("Make")).ToString());
        await using TestHost host = await TestHost.StartAsync(app);

        OrchestrationMetadata end = await host.RunAsync("Call");

        Assert.Equal(new Sample("b", 3).ToString(), end.ReadOutputAs<string>());
    }

    [Fact]
    public async Task CallActivity_OptionsAsInput_IsRefused()
    {
        TestFunctions app = new TestFunctions()
            .Orchestrator("Call", context =>
                context.CallActivityAsync<int>("X", (object)new TaskOptions(new RetryPolicy(1, TimeSpan.FromSeconds(1)))));
        await using TestHost host = await TestHost.StartAsync(app);

        OrchestrationMetadata end = await host.RunAsync("Call");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.StartsWith("System.ArgumentException: ", end.SerializedOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallActivity_NoName_IsRefused()
    {
        TestFunctions app = new TestFunctions()
            .Orchestrator("Activity", context => context.CallActivityAsync(default))
            .Orchestrator("Child", context => context.CallSubOrchestratorAsync(""));
        await using TestHost host = await TestHost.StartAsync(app);

        Assert.StartsWith("System.ArgumentNullException: ", (await host.RunAsync("Activity")).SerializedOutput, StringComparison.Ordinal);
        Assert.StartsWith("System.ArgumentNullException: ", (await host.RunAsync("Child")).SerializedOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CallActivity_ManyAtOnce_StaysWithinTheBound()
    {
        int running = 0, most = 0;
        using var gate = new SemaphoreSlim(0);
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Work", async (n, token) =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref running));
                await gate.WaitAsync(token);
                Interlocked.Decrement(ref running);
                return n;
            })
            .Orchestrator("FanOut", context =>
                Task.WhenAll(Enumerable.Range(0, 20).Select(n => context.CallActivityAsync<int>("Work", n))));
        await using TestHost host = await TestHost.StartAsync(app, new TestSettings { MaxConcurrentActivities = 3 });

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("FanOut");
        gate.Release(20);
        await host.EndOf(id);

        Assert.InRange(most, 1, 3);
    }

    [Theory]
    [InlineData("[1,[2,[3]],[]]")]
    [InlineData("[]")]
    [InlineData("\"[\\\"quoted\\\"]\"")]
    [InlineData("{\"a\":[null,{\"b\":[]}]}")]
    [InlineData("false")]
    public async Task CallActivity_InputOfAnyShape_ArrivesAsGiven(string json)
    {
        TestFunctions app = new TestFunctions()
            .Activity<JsonElement, string>("Describe", input => input.GetRawText())
            .Orchestrator("Call", context => context.CallActivityAsync<string>("Describe", context.GetInput<JsonElement>()));
        await using TestHost host = await TestHost.StartAsync(app);
        using JsonDocument document = JsonDocument.Parse(json);

        OrchestrationMetadata end = await host.RunAsync("Call", document.RootElement);

        Assert.True(JsonElement.DeepEquals(document.RootElement, JsonElement.Parse(end.ReadOutputAs<string>()!)));
    }

    [Fact]
    public async Task CallActivity_FieldsAndEnums_FieldsAreLeftOutEnumsAreNumbers()
    {
        TestFunctions app = new TestFunctions()
            .Activity<JsonElement, string>("Describe", input => input.GetRawText())
            .Orchestrator("Call", context =>
                context.CallActivityAsync<string>("Describe", new WithField { Day = DayOfWeek.Friday, Field = 5 }));
        await using TestHost host = await TestHost.StartAsync(app);

        Assert.Equal("""{"Day":5}""", (await host.RunAsync("Call")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task GetInput_WithoutInput_IsTheDefault()
    {
        TestFunctions app = new TestFunctions()
            .Orchestrator("Input", context => Task.FromResult($"{context.GetInput<int>()} {context.GetInput<int?>() is null} "
                + $"{context.GetInput<Sample>() is null}"));
        await using TestHost host = await TestHost.StartAsync(app);

        Assert.Equal("0 True True", (await host.RunAsync("Input")).ReadOutputAs<string>());
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task CallActivity_ThreeHundredKilobytes_PassBothWays(HostKind kind)
    {
        string text = new('x', 300 * 1024);
        TestFunctions app = new TestFunctions()
            .Activity<string, string>("Echo", input => input!)
            .Orchestrator("Call", async context => (await context.CallActivityAsync<string>("Echo", text)).Length);
        await using TestHost host = await TestHost.StartAsync(app, kind);

        Assert.Equal(text.Length, (await host.RunAsync("Call")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task CallActivity_OutOfMemory_FailsTheCallOnce()
    {
        int calls = 0;
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Huge", _ =>
            {
                calls++;
                return new byte[int.MaxValue].Length;
            })
            .Orchestrator("Call", context => context.CallActivityAsync<int>("Huge", 1));
        await using TestHost host = await TestHost.StartAsync(app);

        Assert.Contains("Task 'Huge' (#0) failed with an unhandled exception: ", (await host.RunAsync("Call")).SerializedOutput,
            StringComparison.Ordinal);
        Assert.Equal(1, calls);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value)
            Interlocked.CompareExchange(ref target, value, seen);
    }

    private sealed record Sample(string Text, int Number);

    private sealed class WithField
    {
#pragma warning disable CA1051 // The field is what the test is about.
        public int Field;
#pragma warning restore CA1051

        public DayOfWeek Day { get; set; }
    }
}
