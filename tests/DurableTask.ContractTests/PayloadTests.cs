using DurableTask.ContractTests.Hosts;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace DurableTask.ContractTests;

public sealed class PayloadTests
{
    private static readonly string s_tooLarge = new('x', 1024 * 1024);

    [Theory, Hosts(AzureStorage = true)]
    public async Task SetCustomStatus_LastOfATurnWins_AndIsReadBack(HostKind kind)
    {
        TestFunctions app = new TestFunctions().Orchestrator("O", async context =>
        {
            context.SetCustomStatus(new { Done = 1 });
            context.SetCustomStatus(new { Done = 2 });
            await context.WaitForExternalEvent<int>("n");
            context.SetCustomStatus(null);
        });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("O");
        OrchestrationMetadata running = await host.StatusOf(id, status => status.IsRunning);
        Assert.Equal("""{"Done":2}""", running.SerializedCustomStatus);
        await host.Client.RaiseEventAsync(id, "n", 1);

        Assert.Equal("null", (await host.EndOf(id)).SerializedCustomStatus);
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task SetCustomStatus_TooLarge_FailsTheInstance(HostKind kind)
    {
        TestFunctions app = new TestFunctions().Orchestrator("O", context =>
        {
            context.SetCustomStatus(new string('x', 39_998));
            return Task.FromResult(1);
        });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        OrchestrationMetadata end = await host.RunAsync("O");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("System.ArgumentException: CustomStatus is too large: limit = 16 KB (UTF-16), actual = 78.13 KB.",
            end.SerializedOutput);
    }

    [Fact]
    public async Task SetCustomStatus_AtTheLimit_IsKept()
    {
        TestFunctions app = new TestFunctions().Orchestrator("O", context =>
        {
            context.SetCustomStatus(new string('x', 8 * 1024 - 2));
            return Task.FromResult(1);
        });
        await using TestHost host = await TestHost.StartAsync(app);

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await host.RunAsync("O")).RuntimeStatus);
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task Payload_OverOneMebibyte_IsRefusedWhereItArises(HostKind kind)
    {
        TestFunctions app = new TestFunctions()
            .Activity<string, int>("Length", text => text!.Length)
            .Activity<int, string>("Large", _ => s_tooLarge)
            .Orchestrator("Input", context => context.CallActivityAsync<int>("Length", s_tooLarge))
            .Orchestrator("Result", context => context.CallActivityAsync<string>("Large", 1))
            .Orchestrator("Output", _ => Task.FromResult(s_tooLarge));
        await using TestHost host = await TestHost.StartAsync(app, kind);

        string input = (await host.RunAsync("Input")).SerializedOutput!;
        string result = (await host.RunAsync("Result")).SerializedOutput!;
        string output = (await host.RunAsync("Output")).SerializedOutput!;
        ArgumentException start = await Assert.ThrowsAsync<ArgumentException>(() =>
            host.Client.ScheduleNewOrchestrationInstanceAsync("Input", s_tooLarge));

        Assert.Contains("the input of activity 'Length' has 1,024 KB, the limit is 1024 KB", input, StringComparison.Ordinal);
        Assert.Contains("the output of activity 'Large' has", result, StringComparison.Ordinal);
        Assert.Contains("the output of orchestration 'Output' has", output, StringComparison.Ordinal);
        Assert.Contains("the input of orchestration 'Input' has", start.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CustomStatus_Unset_ReadsBackAsTheWordNull()
    {
        await using TestHost host = await TestHost.StartAsync(new TestFunctions().Orchestrator("O", _ => Task.FromResult(1)));

        Assert.Equal("null", (await host.RunAsync("O")).SerializedCustomStatus);
    }

    [Fact]
    public async Task Payload_Unserialisable_IsTheExceptionOfWhoGaveIt()
    {
        static object Unserialisable() => new { Code = (Func<int>)(() => 1) };
        TestFunctions app = new TestFunctions()
            .Activity<int, object>("Bad", _ => Unserialisable())
            .Orchestrator("Input", context => context.CallActivityAsync("A", Unserialisable()))
            .Orchestrator("Result", context => context.CallActivityAsync("Bad", 1))
            .Orchestrator("Output", _ => Task.FromResult<object?>(Unserialisable()))
            .Orchestrator("Status", context =>
            {
                context.SetCustomStatus(Unserialisable());
                return Task.CompletedTask;
            })
            .Orchestrator("Wait", context => context.WaitForExternalEvent<int>("n"));
        await using TestHost host = await TestHost.StartAsync(app);
        string waiting = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");

        foreach (string name in new[] { "Input", "Output", "Status" })
            Assert.StartsWith("System.NotSupportedException: ", (await host.RunAsync(name)).SerializedOutput, StringComparison.Ordinal);
        Assert.StartsWith(
            $"{typeof(TaskFailedException).FullName}: Task 'Bad' (#0) failed with an unhandled exception: ",
                (await host.RunAsync("Result")).SerializedOutput, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NotSupportedException>(() =>
            host.Client.ScheduleNewOrchestrationInstanceAsync("Input", Unserialisable()));
        await Assert.ThrowsAsync<NotSupportedException>(() => host.Client.RaiseEventAsync(waiting, "n", Unserialisable()));
    }

    [Fact]
    public async Task Payload_Over45Kilobytes_IsWarnedAboutOnce()
    {
        var lines = new LineCollector();
        TestFunctions app = new TestFunctions()
            .Activity<string, int>("Length", text => text!.Length)
            .Orchestrator("O", context => context.CallActivityAsync<int>("Length", new string('x', 46 * 1024)));
        using ILoggerFactory loggers = LoggerFactory.Create(builder => builder.AddProvider(lines));
        await using TestHost host = await TestHost.StartAsync(app, new TestSettings { Kind = HostKind.SqliteReplaying }, loggers);

        await host.RunAsync("O");

        Assert.Equal(
            ["A large payload: the input of activity 'Length' has 46 KB. Above 45 KB replays become slow: keep the data in a blob and "
                + "pass a reference to it."],
            lines.Of("FunctionsHost.Local.Durable.DurableWorker"));
    }

    [Theory, Hosts]
    public async Task History_Large_IsWarnedAboutOnceAndAgainWhenDoubled(HostKind kind)
    {
        var lines = new LineCollector();
        TestFunctions app = new TestFunctions().Orchestrator("O", async context =>
        {
            for (int n = 0; n < 4500; n++)
                await context.WaitForExternalEvent<int>("n");
        });
        using ILoggerFactory loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Warning).AddProvider(lines));
        await using TestHost host = await TestHost.StartAsync(app, new TestSettings { Kind = kind }, loggers);

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("O", new StartOrchestrationOptions("large"));
        await Task.WhenAll(Enumerable.Range(0, 4500).Select(n => host.Client.RaiseEventAsync(id, "n", n)));
        await host.EndOf(id);

        IReadOnlyList<string> warnings = lines.Of("FunctionsHost.Local.Durable.DurableWorker");
        Assert.All(warnings, line => Assert.StartsWith("A large history: instance 'large' of 'O' has ", line, StringComparison.Ordinal));
        Assert.Equal(2, warnings.Count);
    }
}
