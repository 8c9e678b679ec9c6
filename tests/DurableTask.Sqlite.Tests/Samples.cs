namespace DurableTask.Sqlite.Tests;

/// <summary>Orchestrations that many tests use.</summary>
internal static class Samples
{
    public static Functions App() => new Functions()
        .Activity<int, int>("Increment", n => n + 1)
        .Orchestrator("Echo", context => Task.FromResult<object?>(context.Input<int>()))
        .Orchestrator("Wait", async context => await context.Event<int>("n"))
        .Orchestrator("Sleep", async context =>
        {
            await context.Sleep(context.Input<TimeSpan>());
            return null;
        })
        .Orchestrator("Chain", async context =>
        {
            int value = 0;
            for (int i = 0; i < context.Input<int>(); i++)
                value = await context.Call<int>("Increment", value);
            return value;
        });
}
