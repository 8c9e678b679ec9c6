using DurableTask.ContractTests.Hosts;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Time.Testing;

namespace DurableTask.ContractTests;

public sealed class FailureTests
{
    [Theory, Hosts(AzureStorage = true, Official = true)]
    public async Task CallActivity_Throws_TaskFailedExceptionCarriesTheDetails(HostKind kind)
    {
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Boom", _ => throw new InvalidDataException("boom", new TimeoutException("inner")))
            .Activity<int, int>("Fine", n => n)
            .Orchestrator("Catch", async context =>
            {
                await context.CallActivityAsync<int>("Fine", 1);
                try
                {
                    return [await context.CallActivityAsync<string>("Boom", 1)];
                }
                catch (TaskFailedException e)
                {
                    TaskFailureDetails details = e.FailureDetails;
                    return new[]
                    {
                        e.Message, e.TaskName, $"{e.TaskId}", $"{e.InnerException is null}", details.ErrorType, details.ErrorMessage,
                        $"{details.StackTrace is not null}",
                        details.InnerFailure!.ErrorType, $"{details.IsCausedBy<IOException>()}",
                        $"{details.IsCausedBy<SystemException>()}",
                    };
                }
            });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        OrchestrationMetadata end = await host.RunAsync("Catch");

        Assert.Equal(
            [
                "Task 'Boom' (#1) failed with an unhandled exception: boom", "Boom", "1", "False", "System.IO.InvalidDataException",
                "boom", "True",
                "System.TimeoutException", "False", "True",
            ],
            end.ReadOutputAs<string[]>()!);
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task Orchestrator_UncaughtException_FailsWithTypeAndMessage(HostKind kind)
    {
        TestFunctions app = new TestFunctions()
            .Orchestrator("Throw", Task<object?> (_) => throw new FormatException("orch boom"));
        await using TestHost host = await TestHost.StartAsync(app, kind);

        OrchestrationMetadata end = await host.RunAsync("Throw");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("System.FormatException: orch boom", end.SerializedOutput);
        Assert.Null(end.FailureDetails);
    }

    [Fact]
    public async Task Orchestrator_UncaughtTaskFailure_FailsWithItsMessage()
    {
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Fail", _ => throw new InvalidOperationException("boom"))
            .Orchestrator("Call", context => context.CallActivityAsync<int>("Fail", 1));
        await using TestHost host = await TestHost.StartAsync(app);

        OrchestrationMetadata end = await host.RunAsync("Call");

        Assert.Equal($"{typeof(TaskFailedException).FullName}: Task 'Fail' (#0) failed with an unhandled exception: boom",
            end.SerializedOutput);
        Assert.Null(end.FailureDetails);
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task CallActivity_Unknown_FailsAsUnknown(HostKind kind)
    {
        TestFunctions app = new TestFunctions().Orchestrator("Call", async context =>
        {
            try
            {
                await context.CallActivityAsync("Nowhere");
                return "";
            }
            catch (TaskFailedException e)
            {
                return $"{e.FailureDetails.ErrorType} {e.FailureDetails.ErrorMessage}";
            }
        });
        await using TestHost host = await TestHost.StartAsync(app, kind);

        Assert.Equal("(unknown) (unknown)", (await host.RunAsync("Call")).ReadOutputAs<string>());
    }

    [Theory, Hosts(AzureStorage = true)]
    public async Task Schedule_UnknownOrchestrator_SucceedsAndTheInstanceFails(HostKind kind)
    {
        await using TestHost host = await TestHost.StartAsync(new TestFunctions(), kind);

        OrchestrationMetadata end = await host.RunAsync("Nowhere");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal(
            """{"message":"The function 'Nowhere' doesn't exist, is disabled, or is not an orchestrator function. """
                + """Additional info: No orchestrator functions are currently registered!"}""",
            end.SerializedOutput);
    }

    [Fact]
    public async Task Activity_LongerThanTheTimeout_FailsAndItsTokenIsCancelled()
    {
        var cancelled = new TaskCompletionSource();
        var started = new TaskCompletionSource();
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("Slow", async (_, token) =>
            {
                token.Register(() => cancelled.TrySetResult());
                started.TrySetResult();
                await new TaskCompletionSource().Task;
                return 1;
            })
            .Orchestrator("Call", context => context.CallActivityAsync<int>("Slow", 1));
        var stopwatch = new FakeTimeProvider();
        await using TestHost host = await TestHost.StartAsync(app,
            new TestSettings { FunctionTimeout = TimeSpan.FromMinutes(5), TimeoutClock = stopwatch });

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Call");
        await started.Task.WaitAsync(TestHost.Patience);
        stopwatch.Advance(TimeSpan.FromMinutes(5));
        OrchestrationMetadata end = await host.EndOf(id);

        await cancelled.Task.WaitAsync(TestHost.Patience);
        Assert.EndsWith("Timeout value of 00:05:00 was exceeded by function: Functions.Slow", end.SerializedOutput,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orchestrator_EndlessLoop_FailsItsInstanceAndHoldsUpNoOther()
    {
        var looping = new TaskCompletionSource();
        TestFunctions app = new TestFunctions()
            .Orchestrator("Fine", _ => Task.FromResult(1))
            .Orchestrator("Loop", Task<object?> (context) =>
            {
                while (true)
                {
                    context.NewGuid();
                    looping.TrySetResult();
                }
            });
        var stopwatch = new FakeTimeProvider();
        await using TestHost host = await TestHost.StartAsync(app,
            new TestSettings { FunctionTimeout = TimeSpan.FromMinutes(5), TimeoutClock = stopwatch });

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Loop");
        await looping.Task.WaitAsync(TestHost.Patience);
        stopwatch.Advance(TimeSpan.FromMinutes(5));
        OrchestrationMetadata end = await host.EndOf(id);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Contains("Timeout value of 00:05:00 was exceeded by an orchestrator within one turn.", end.SerializedOutput,
            StringComparison.Ordinal);
        for (int n = 0; n < 8; n++)
            Assert.Equal(1, (await host.RunAsync("Fine")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task FunctionTimeout_Infinite_NothingIsCutShort()
    {
        var entered = new TaskCompletionSource();
        using var release = new ManualResetEventSlim();
        TestFunctions app = new TestFunctions()
            .Activity<int, int>("A", n => n)
            .Orchestrator("Slow", context =>
            {
                entered.TrySetResult();
                release.Wait();
                return context.CallActivityAsync<int>("A", 3);
            });
        var stopwatch = new FakeTimeProvider();
        await using TestHost host = await TestHost.StartAsync(app,
            new TestSettings { FunctionTimeout = Timeout.InfiniteTimeSpan, TimeoutClock = stopwatch });

        string id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Slow");
        await entered.Task.WaitAsync(TestHost.Patience);
        stopwatch.Advance(TimeSpan.FromDays(1));
        release.Set();

        Assert.Equal(3, (await host.EndOf(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task CallActivity_ResultOfAnotherShape_IsTheCallersException()
    {
        TestFunctions app = new TestFunctions()
            .Activity<int, string>("Text", _ => "no number")
            .Orchestrator("Call", context => context.CallActivityAsync<int>("Text", 1));
        await using TestHost host = await TestHost.StartAsync(app);

        OrchestrationMetadata end = await host.RunAsync("Call");

        Assert.StartsWith("System.Text.Json.JsonException: ", end.SerializedOutput, StringComparison.Ordinal);
    }
}
