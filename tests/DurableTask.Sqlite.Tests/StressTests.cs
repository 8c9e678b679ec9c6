using DurableTask.Core;

namespace DurableTask.Sqlite.Tests;

public sealed class StressTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Everything_AtOnce_AddsUp(bool strict)
    {
        Functions app = Samples.App()
            .Orchestrator("Family", async context =>
                (await Task.WhenAll(Enumerable.Range(0, 5).Select(i => context.Child<int>("Chain", i)))).Sum())
            .Orchestrator("Collect", async context =>
            {
                int sum = 0;
                for (int i = 0; i < 10; i++)
                    sum += await context.Event<int>("n");
                return sum;
            });
        await using TestHub hub = await TestHub.StartAsync(app, strict, maxLive: 50, maxTurns: 20);

        Task<OrchestrationState>[] chains = [.. Enumerable.Range(0, 100).Select(_ => hub.RunAsync("Chain", 10))];
        Task<OrchestrationState>[] families = [.. Enumerable.Range(0, 50).Select(_ => hub.RunAsync("Family"))];
        Task<OrchestrationState>[] collectors = [.. Enumerable.Range(0, 50).Select(async i =>
        {
            await hub.ScheduleAsync("Collect", id: $"c{i}");
            await Task.WhenAll(Enumerable.Range(0, 10).Select(n => hub.RaiseAsync($"c{i}", "n", n)));
            return await hub.EndOf($"c{i}");
        })];

        Assert.All(await Task.WhenAll(chains), end => Assert.Equal("10", end.Output));
        Assert.All(await Task.WhenAll(families), end => Assert.Equal("10", end.Output));
        Assert.All(await Task.WhenAll(collectors), end => Assert.Equal("45", end.Output));
        Assert.Empty(hub.Report().Open);
        Assert.Equal((0, 0), (hub.Report().PendingActivities, hub.Report().PendingMessages));
        await hub.UntilAsync(() => hub.Service.Hub.Orchestrations.Sessions.Live == 0);
    }

    [Fact]
    public async Task TerminateAndPurge_DuringWork_LeaveNothingBehind()
    {
        Functions app = Samples.App().Orchestrator("Forever", async context =>
        {
            await context.Call<int>("Increment", 1);
            context.Core.ContinueAsNew(0);
            return null;
        });
        await using TestHub hub = await TestHub.StartAsync(app);
        string[] ids = [.. Enumerable.Range(0, 60).Select(i => $"f{i}")];
        await Task.WhenAll(ids.Select(id => hub.ScheduleAsync("Forever", 0, id)));

        await Task.WhenAll(ids.Select(id => hub.Service.TerminateAsync(id, null, recursive: true)));
        OrchestrationState[] ends = await Task.WhenAll(ids.Select(hub.EndOf));
        int purged = (await Task.WhenAll(ids.Select(id => hub.Service.PurgeAsync(id, recursive: true)))).Sum();

        Assert.All(ends, end => Assert.Equal(OrchestrationStatus.Terminated, end.OrchestrationStatus));
        Assert.Equal(60, purged);
        Assert.Empty(hub.Report().Instances);
    }

    [Fact]
    public async Task ReplaceAgainAndAgain_DuringWork_TheLastOneWins()
    {
        await using TestHub hub = await TestHub.StartAsync(Samples.App());

        for (int i = 1; i <= 40; i++)
            await hub.ScheduleAsync("Chain", i, "x", dedupe: []);

        Assert.Equal("40", (await hub.EndOf("x")).Output);
        Assert.Equal(39, (await hub.EndOf("x")).Generation);
    }
}
