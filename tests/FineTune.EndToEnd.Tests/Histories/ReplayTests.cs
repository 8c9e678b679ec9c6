using FineTune.Functions.Orchestrations;
using FineTune.Providers.Hosting;
using FunctionsHost.Local;
using FunctionsHost.Local.Durable.Histories;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FineTune.EndToEnd.Tests.Histories;

/// <summary>
/// Histories of the app's orchestrators, replayed turn by turn: those that lie here since they were recorded, and those of a run of today. Where an orchestrator
/// must change its ways, it branches on the version and the old histories stay. <c>record-histories.sh</c> records those of a new version.
/// </summary>
public sealed class ReplayTests
{
    /// <summary>Set by the script: the folder that gets the histories of this run.</summary>
    private const string RecordTo = "FINETUNE_RECORD_HISTORIES";

    private static readonly Lazy<HistoryReplayer> _replayer = new(CreateReplayer);

    public static TheoryData<string> Stored => [.. StoredHistories.Files.Select(file => Path.GetRelativePath(StoredHistories.Folder, file))];

    [Theory]
    [MemberData(nameof(Stored))]
    public void Replay_StoredHistory_GoesTheSameWay(string file)
    {
        Assert.Empty(_replayer.Value.Replay(StoredHistories.Read(Path.Combine(StoredHistories.Folder, file))));
    }

    [Fact]
    public void StoredHistories_AreThereForEveryOrchestrator()
    {
        var stored = StoredHistories.Files.Select(file => StoredHistories.Read(file).Name).Distinct();

        Assert.Equal(_replayer.Value.OrchestratorNames.Order(StringComparer.Ordinal), stored.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Replay_EveryExecutionOfARun_GoesTheSameWayAndLeavesNothingOpen()
    {
        await using var run = new RecordedRun();
        await run.PlayAsync(TestContext.Current.CancellationToken);
        var executions = run.Executions;

        Assert.Equal(run.Replayer.OrchestratorNames.Order(), executions.Select(execution => execution.Name).Distinct().Order());
        Assert.Contains(executions, execution => execution is { Name: nameof(JobMonitorOrchestrator), LastActions: ["end: ContinuedAsNew"] });
        Assert.Empty(executions.SelectMany(run.Replayer.Replay));
        if (Environment.GetEnvironmentVariable(RecordTo) is { Length: > 0 } folder)
        {
            StoredHistories.Write(folder, executions);
        }
    }

    [Fact]
    public void Replay_ChangedHistory_IsReported()
    {
        var stored = StoredHistories.Files.Select(StoredHistories.Read).First(execution => execution.Events.Count > 10);

        var problems = _replayer.Value.Replay(stored with { LastActions = ["call 99 Unheard"] });

        Assert.Contains("call 99 Unheard", Assert.Single(problems), StringComparison.Ordinal);
    }

    private static HistoryReplayer CreateReplayer()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection([new("TASKHUB_NAME", "replay"), new("NightlySchedule", "0 0 2 * * *")]);
        builder.AddFineTunePipeline();
        builder.AddFunctionsHost(host =>
        {
            host.Backend = (_, _) => throw new InvalidOperationException("Nothing is started.");
            host.Assemblies.Add(typeof(TuneOrchestrator).Assembly);
        });
        return builder.Build().Services.GetRequiredService<HistoryReplayer>();
    }

}
