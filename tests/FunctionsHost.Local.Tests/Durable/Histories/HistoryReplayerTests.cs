using System.Collections.Concurrent;
using FunctionsHost.Local.Durable.Histories;
using FunctionsHost.Local.Tests.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsHost.Local.Tests.Durable.Histories;

public sealed class HistoryReplayerTests
{
    [Theory]
    [InlineData(nameof(Functions.Steps))]
    [InlineData(nameof(Functions.CancelledTimer))]
    public async Task Replay_SameCode_FindsNothing(string name)
    {
        await using var app = await StartAsync(out var recorder);
        await RunAsync(app, name);

        Assert.Empty(recorder.Of(name).SelectMany(Replayer(app).Replay));
    }

    [Fact]
    public async Task Replay_EachRoundOfAnEternalOrchestration_IsAnExecution()
    {
        await using var app = await StartAsync(out var recorder);
        await RunAsync(app, nameof(Functions.CancelledTimer));

        Assert.Equal(
            ["end: Completed", "end: ContinuedAsNew"],
            recorder.Of(nameof(Functions.CancelledTimer)).Select(execution => execution.LastActions[^1]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Replay_ContinueAsNewWithAnOpenTimer_IsReported()
    {
        await using var app = await StartAsync(out var recorder);
        await RunAsync(app, nameof(Functions.OpenTimer));

        var problem = Assert.Single(recorder.Of(nameof(Functions.OpenTimer)).SelectMany(Replayer(app).Replay));
        Assert.Contains("while a call, child or timer is open", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_CodeThatCallsSomethingElse_IsReportedWithTurnAndBothWays()
    {
        await using var app = await StartAsync(out var recorder);
        await RunAsync(app, nameof(Functions.Steps));
        var recorded = Assert.Single(recorder.Of(nameof(Functions.Steps)));
        Functions.SecondStep.Value = nameof(Functions.Other);
        try
        {
            var problems = Replayer(app).Replay(recorded);

            Assert.Contains("turn 2 of 3: recorded [call 1 First], now [call 1 Other]", problems[0], StringComparison.Ordinal);
            Assert.Contains("end: Failed", problems[1], StringComparison.Ordinal);
        }
        finally
        {
            Functions.SecondStep.Value = null;
        }
    }

    [Fact]
    public async Task Replay_OrchestratorThatIsGone_IsReported()
    {
        await using var app = await StartAsync(out var recorder);
        await RunAsync(app, nameof(Functions.Steps));

        var problem = Assert.Single(Replayer(app).Replay(recorder.Of(nameof(Functions.Steps)).Single() with { Name = "Gone" }));
        Assert.Contains("'Gone'", problem, StringComparison.Ordinal);
    }

    private static Task<AppRig> StartAsync(out Recorder recorder)
    {
        var observer = recorder = new Recorder();
        return AppRig.StartAsync(typeof(Functions), builder => builder.Services.AddSingleton<ITurnObserver>(observer));
    }

    private static HistoryReplayer Replayer(AppRig app) => app.Services.GetRequiredService<HistoryReplayer>();

    private static async Task RunAsync(AppRig app, string name)
    {
        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync(name, 0, TestContext.Current.CancellationToken);
        var end = await app.Client.WaitForInstanceCompletionAsync(id, TestContext.Current.CancellationToken);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, end.RuntimeStatus);
    }

    private sealed class Recorder : ITurnObserver
    {
        private readonly ConcurrentDictionary<string, RecordedExecution> _executions = new();

        public IEnumerable<RecordedExecution> Of(string name) => _executions.Values.Where(execution => execution.Name == name);

        public void TurnEnded(RecordedExecution execution) => _executions[execution.ExecutionId] = execution;
    }

    public static class Functions
    {
        /// <summary>What a later version of the code might call instead. Of the test's own flow only.</summary>
        public static AsyncLocal<string?> SecondStep { get; } = new();

        [Function(nameof(First))]
        public static int First([ActivityTrigger] int number) => number + 1;

        [Function(nameof(Other))]
        public static int Other([ActivityTrigger] int number) => number + 2;

        [Function(nameof(Steps))]
        public static async Task<int> Steps([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            var first = await context.CallActivityAsync<int>(nameof(First), 1);
#pragma warning disable DURABLE2003 // The name is a variable on purpose: it stands for another version of the code.
            return await context.CallActivityAsync<int>(SecondStep.Value ?? nameof(First), first);
#pragma warning restore DURABLE2003
        }

        [Function(nameof(CancelledTimer))]
        public static async Task<int> CancelledTimer([OrchestrationTrigger] TaskOrchestrationContext context, int round)
        {
            using var stop = new CancellationTokenSource();
            var late = context.CreateTimer(TimeSpan.FromHours(1), stop.Token);
            var call = context.CallActivityAsync<int>(nameof(First), round);
            await Task.WhenAny(late, call);
            stop.Cancel();
            if (round == 0) context.ContinueAsNew(1);
            return round;
        }

        [Function(nameof(OpenTimer))]
        public static async Task<int> OpenTimer([OrchestrationTrigger] TaskOrchestrationContext context, int round)
        {
            var late = context.CreateTimer(TimeSpan.FromMilliseconds(300), CancellationToken.None);
            var call = context.CallActivityAsync<int>(nameof(First), round);
            if (round == 1)
            {
                await Task.WhenAll(late, call);
                return round;
            }

            await Task.WhenAny(late, call);
            context.ContinueAsNew(1);
            return round;
        }
    }
}
