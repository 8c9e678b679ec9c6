using System.Diagnostics;
using FineTune.Durable.Client;
using FineTune.DurableContract;

namespace FineTune.Durable.Sqlite.Tests.Dispatch;

public sealed class StressTests(ITestOutputHelper output)
{
    private static TestFunctions App => new TestFunctions()
        .Activity<int, int>("AddOne", n => n + 1)
        .Orchestrator("Chain", async context =>
        {
            int value = context.GetInput<int>();
            for (int i = 0; i < 10; i++)
                value = await context.CallActivityAsync<int>("AddOne", value);
            return value;
        })
        .Orchestrator("FanOut", async context =>
            (await Task.WhenAll(Enumerable.Range(0, context.GetInput<int>()).Select(n => context.CallActivityAsync<int>("AddOne", n)))).Sum());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chains_ManyInstances_AllEndRight(bool strict)
    {
        int instances = int.Parse(Environment.GetEnvironmentVariable("DURABLE_STRESS_INSTANCES") ?? "100", System.Globalization.CultureInfo.InvariantCulture);
        await using EngineHost host = await EngineHost.StartAsync(App, strict);

        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, instances).Select(n => host.Client.ScheduleNewOrchestrationInstanceAsync("Chain", n, new StartOrchestrationOptions($"chain-{n}"))));
        OrchestrationMetadata[] ends = await Task.WhenAll(Enumerable.Range(0, instances).Select(n => host.EndOf($"chain-{n}")));
        clock.Stop();

        Assert.Equal(Enumerable.Range(10, instances), ends.Select(end => end.ReadOutputAs<int>()));
        output.WriteLine($"{instances * 10 / clock.Elapsed.TotalSeconds:N0} activity completions/s ({(strict ? "strict" : "live")})");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FanOut_ManyActivities_AllAreCounted(bool strict)
    {
        int width = int.Parse(Environment.GetEnvironmentVariable("DURABLE_STRESS_WIDTH") ?? "500", System.Globalization.CultureInfo.InvariantCulture);
        await using EngineHost host = await EngineHost.StartAsync(App, strict);

        var clock = Stopwatch.StartNew();
        OrchestrationMetadata end = await host.RunAsync("FanOut", width);
        clock.Stop();

        Assert.Equal(Enumerable.Range(1, width).Sum(), end.ReadOutputAs<int>());
        output.WriteLine($"fan-out of {width}: {clock.Elapsed.TotalSeconds:N2} s ({(strict ? "strict" : "live")})");
    }
}
