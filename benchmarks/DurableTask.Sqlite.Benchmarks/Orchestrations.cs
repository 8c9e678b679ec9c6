using DurableTask.Core;

namespace DurableTask.Sqlite.Benchmarks;

/// <summary>Adds one.</summary>
internal sealed class Increment : TaskActivity<int, int>
{
    protected override int Execute(TaskContext context, int input) => input + 1;
}

/// <summary>Activities one after the other.</summary>
internal sealed class Chain : TaskOrchestration<int, int>
{
    public override async Task<int> RunTask(OrchestrationContext context, int input)
    {
        int value = 0;
        for (int i = 0; i < input; i++)
            value = await context.ScheduleTask<int>(typeof(Increment), value);
        return value;
    }
}

/// <summary>Activities all at once.</summary>
internal sealed class FanOut : TaskOrchestration<int, int>
{
    public override async Task<int> RunTask(OrchestrationContext context, int input)
    {
        int[] values = await Task.WhenAll(Enumerable.Range(0, input).Select(i => context.ScheduleTask<int>(typeof(Increment), i)));
        return values.Length;
    }
}

/// <summary>Nothing.</summary>
internal sealed class Empty : TaskOrchestration<int, int>
{
    public override Task<int> RunTask(OrchestrationContext context, int input) => Task.FromResult(input);
}

/// <summary>A day of sleep.</summary>
internal sealed class Sleep : TaskOrchestration<int, int>
{
    public override async Task<int> RunTask(OrchestrationContext context, int input)
    {
        await context.CreateTimer(context.CurrentUtcDateTime.AddDays(1), true);
        return input;
    }
}
