namespace DurableTask.Sqlite.Tests;

/// <summary>
/// Orchestrations of every kind that write down each execution of an activity as "instance:step". Whatever is killed in between,
/// their results are known, and so is what may run twice.
/// </summary>
internal static class Sagas
{
    public const int Steps = 5;

    public static Functions App(Func<string, Task> log) => new Functions()
        .Activity<string, int>("Step", async key =>
        {
            await log(key);
            return int.Parse(key[(key.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
        })
        .Orchestrator("Chain", async context =>
        {
            int sum = 0;
            for (int i = 0; i < Steps; i++)
                sum += await context.Call<int>("Step", $"{context.Id}:{i}");
            return sum;
        })
        .Orchestrator("FanOut", async context =>
            (await Task.WhenAll(Enumerable.Range(0, Steps).Select(i => context.Call<int>("Step", $"{context.Id}:{i}")))).Sum())
        .Orchestrator("Family", async context =>
            (await Task.WhenAll(Enumerable.Range(0, 2).Select(i => context.Child<int>("Chain", id: $"{context.Id}-{i}")))).Sum() / 2)
        .Orchestrator("Rounds", async context =>
        {
            (int Round, int Sum) state = context.Input<(int, int)>();
            int sum = state.Sum + await context.Call<int>("Step", $"{context.Id}:{state.Round}");
            if (state.Round == Steps - 1)
                return sum;
            context.Core.ContinueAsNew((state.Round + 1, sum));
            return null;
        })
        .Orchestrator("Naps", async context =>
        {
            int sum = 0;
            for (int i = 0; i < Steps; i++)
            {
                await context.Sleep(TimeSpan.FromMilliseconds(20));
                sum += await context.Call<int>("Step", $"{context.Id}:{i}");
            }

            return sum;
        });

    public static IEnumerable<(string Kind, string Id)> All(int each) =>
        from kind in (string[])["Chain", "FanOut", "Family", "Rounds", "Naps"]
        from n in Enumerable.Range(0, each)
        select (kind, $"{kind}-{n}");

    /// <summary>Starts what is not there yet.</summary>
    public static async Task StartAsync(TestHub hub, int each)
    {
        foreach ((string kind, string id) in All(each))
        {
            if (await hub.Service.GetOrchestrationStateAsync(id, null) is null)
                await hub.ScheduleAsync(kind, kind == "Rounds" ? (0, 0) : null, id);
        }
    }

    public static async Task CheckAsync(TestHub hub, int each, IEnumerable<string> log, int kills)
    {
        foreach ((_, string id) in All(each))
            Assert.Equal("10", (await hub.EndOf(id)).Output);

        foreach (IGrouping<string, int> instance in log.Select(line => line.Split(':')).GroupBy(
            parts => parts[0], parts => int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)))
        {
            int[] steps = [.. instance];
            Assert.Equal(Enumerable.Range(0, Steps), steps.Distinct().Order());
            if (instance.Key.StartsWith("FanOut", StringComparison.Ordinal))
            {
                // Each step is in flight at most once per kill.
                Assert.All(steps.GroupBy(step => step), step => Assert.InRange(step.Count(), 1, kills + 1));
                continue;
            }

            // A step begins only when the one before is recorded for good: nothing but the step in flight ever runs again.
            Assert.Equal(steps.Order(), steps);
            Assert.InRange(steps.Length, Steps, Steps + kills);
        }
    }
}
