using DurableTask.Core;

namespace DurableTask.Sqlite.Tests;

public sealed class SqliteOrchestrationServiceTests
{
    [Theory, InlineData(false), InlineData(true)]
    public async Task Chain_TenActivities_AddsUp(bool strict)
    {
        Functions app = new Functions()
            .Activity<int, int>("Increment", n => n + 1)
            .Orchestrator("Chain", async context =>
            {
                int value = 0;
                for (int i = 0; i < context.Input<int>(); i++)
                    value = await context.Call<int>("Increment", value);
                return value;
            });
        await using TestHub hub = await TestHub.StartAsync(app, strict);

        OrchestrationState end = await hub.RunAsync("Chain", 10);

        Assert.Equal(OrchestrationStatus.Completed, end.OrchestrationStatus);
        Assert.Equal("10", end.Output);
    }
}
