using FineTune.Durable.Sqlite.Execution;
using FineTune.Durable.Sqlite.History;
using FineTune.DurableContract;
using Microsoft.Extensions.Logging.Abstractions;

namespace FineTune.Durable.Sqlite.Tests.Execution;

public sealed class OrchestrationExecutionTests
{
    private static readonly DateTime s_now = new(2030, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    [Fact]
    public void Turn_AnswersThatNothingWaitsFor_AreIgnored()
    {
        OrchestrationExecution execution = Create("Sum", async context =>
            await context.CallActivityAsync<int>("A") + await context.CallActivityAsync<int>("A"));
        execution.Turn(s_now, [new ExecutionStarted("Sum", "", null, null)]);

        TurnOutcome unknown = execution.Turn(s_now, [new TaskCompleted(7, "100")]);
        TurnOutcome twice = execution.Turn(s_now, [new TaskCompleted(0, "1"), new TaskCompleted(0, "50")]);
        TurnOutcome end = execution.Turn(s_now, [new TaskCompleted(1, "2")]);

        Assert.Empty(unknown.Accepted);
        Assert.Equal(new TaskCompleted(0, "1"), Assert.Single(twice.Accepted));
        Assert.Equal(new Completion.Succeeded("3"), end.Completion);
    }

    private static OrchestrationExecution Create<T>(string name, Func<TaskOrchestrationContext, Task<T>> code)
    {
        IFunctionCatalog catalog = EngineHost.CatalogOf(new TestFunctions().Orchestrator(name, code));
        Assert.True(catalog.TryGetOrchestrator(name, out IOrchestratorFunction? function));
        return new OrchestrationExecution(
            function,
            "one",
            new Payloads(EngineHost.Converter, NullLogger.Instance),
            new ExecutionSettings(NullLoggerFactory.Instance, "", TimeSpan.FromDays(3)),
            () => { });
    }
}
