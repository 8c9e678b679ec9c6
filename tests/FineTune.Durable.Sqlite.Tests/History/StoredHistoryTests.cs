using FineTune.Durable.Client;
using FineTune.Durable.Sqlite.History;
using FineTune.Durable.Sqlite.Storage;
using FineTune.DurableContract;

namespace FineTune.Durable.Sqlite.Tests.History;

/// <summary>
/// Histories that earlier versions wrote, one file each, cut off in the middle. Every later version must take them up and
/// bring them to the same end. The files are never changed; what the storage format gains gets a new file.
/// </summary>
public sealed class StoredHistoryTests
{
    private const string InstanceId = "stored-1";
    private const string ExpectedOutput = "2 child-5 7 9 d745d888-5127-5840-8c83-4c2b2e9856dc";

    private static TestFunctions App()
    {
        int flaky = 0;
        return new TestFunctions()
            .Activity<int, int>("AddOne", n => n + 1)
            .Activity<int, int>("Fail", _ => throw new InvalidDataException("as expected", new TimeoutException("inner")))
            .Activity<int, int>("Flaky", n => Interlocked.Increment(ref flaky) == 1 ? throw new InvalidOperationException("once") : n)
            .Orchestrator("Child", context => Task.FromResult($"child-{context.GetInput<int>()}"))
            .Orchestrator("AllKinds", AllKinds);
    }

    private static async Task<string> AllKinds(TaskOrchestrationContext context)
    {
        int sum = await context.CallActivityAsync<int>("AddOne", context.GetInput<int>());
        try
        {
            await context.CallActivityAsync<int>("Fail", 1);
        }
        catch (TaskFailedException e) when (e.FailureDetails.InnerFailure!.IsCausedBy<TimeoutException>())
        {
            context.SetCustomStatus("failed as expected");
        }

        string child = await context.CallSubOrchestratorAsync<string>("Child", 5, new TaskOptions().WithInstanceId("stored-child"));
        context.SendEvent("nobody", "x", 1);
        await context.CreateTimer(TimeSpan.FromMinutes(1), CancellationToken.None);
        int raised = await context.WaitForExternalEvent<int>("n", TimeSpan.FromDays(1));
        int flaky = await context.CallActivityAsync<int>("Flaky", 9, new TaskOptions(new RetryPolicy(3, TimeSpan.FromSeconds(10))));
        Guid id = context.NewGuid();
        await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
        return $"{sum} {child} {raised} {flaky} {id}";
    }

    [Theory]
    [InlineData("all-kinds-1", false)]
    [InlineData("all-kinds-1", true)]
    public async Task Replay_OfAStoredHistory_GoesOnToTheSameEnd(string file, bool strict)
    {
        string[] lines = ReadFile(file);
        await using EngineHost host = await EngineHost.StartAsync(App(), strict);
        await SeedAsync(host, lines);
        await host.CrashAsync();

        host.Clock.Advance(TimeSpan.FromHours(2));
        OrchestrationMetadata end = await host.EndOf(InstanceId);

        Assert.Equal(ExpectedOutput, end.ReadOutputAs<string>());
    }

    [Theory]
    [InlineData("all-kinds-1")]
    public void Write_OfAStoredHistory_GivesTheSameText(string file)
    {
        foreach (string line in ReadFile(file))
            Assert.Equal(line, HistoryJson.Write(HistoryJson.Read(line)));
    }

    private static Task<bool> SeedAsync(EngineHost host, string[] lines) => host.Engine.Database.WriteAsync(session =>
    {
        long now = host.Clock.GetUtcNow().UtcTicks;
        long key = session.InsertAndGetKey(
            "INSERT INTO instances(id, execution, name, version, status, created_at, updated_at, events, input) VALUES ($1, 1, 'AllKinds', '', 0, $2, $2, $3, '1')",
            InstanceId, now, lines.Length);
        for (int i = 0; i < lines.Length; i++)
            HistoryTable.Append(session, key, i + 1, lines[i]);
        TimerCreated open = lines.Select(HistoryJson.Read).OfType<TimerCreated>().Last();
        PendingWork.AddTimer(session, key, 1, open.Id, open.FireAt);
        return true;
    });

    private static string[] ReadFile(string name)
    {
        using Stream stream = typeof(StoredHistoryTests).Assembly.GetManifestResourceStream($"{name}.jsonl")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
