using System.Diagnostics.CodeAnalysis;
using FineTune.Durable;
using FineTune.Durable.Sqlite.Execution;

namespace FineTune.Benchmarks.Engine;

/// <summary>The app that is measured: functions that do nothing but what the engine does for them.</summary>
internal sealed class BenchmarkFunctions : IFunctionCatalog
{
    public const string Chain = nameof(Chain);
    public const string Empty = nameof(Empty);
    public const string FanOut = nameof(FanOut);
    public const string Sleep = nameof(Sleep);
    public const int ChainLength = 10;
    private const string AddOne = nameof(AddOne);

    private readonly Dictionary<string, Orchestrator> _orchestrators = new Orchestrator[]
    {
        new(Chain, ChainAsync),
        new(Empty, _ => Task.FromResult<object?>(null)),
        new(FanOut, FanOutAsync),
        new(Sleep, SleepAsync),
    }.ToDictionary(function => function.Name, StringComparer.OrdinalIgnoreCase);

    private readonly Activity _addOne = new();

    public bool TryGetOrchestrator(string name, [NotNullWhen(true)] out IOrchestratorFunction? function)
    {
        bool found = _orchestrators.TryGetValue(name, out Orchestrator? orchestrator);
        function = orchestrator;
        return found;
    }

    public bool TryGetActivity(string name, [NotNullWhen(true)] out IActivityFunction? function)
    {
        function = string.Equals(name, AddOne, StringComparison.OrdinalIgnoreCase) ? _addOne : null;
        return function is not null;
    }

    private static async Task<object?> ChainAsync(TaskOrchestrationContext context)
    {
        int value = context.GetInput<int>();
        for (int i = 0; i < ChainLength; i++)
            value = await context.CallActivityAsync<int>(AddOne, value);
        return value;
    }

    private static async Task<object?> FanOutAsync(TaskOrchestrationContext context)
    {
        int[] values = await Task.WhenAll(Enumerable.Range(0, context.GetInput<int>()).Select(n => context.CallActivityAsync<int>(AddOne, n)));
        return values.Sum(value => (long)value);
    }

    private static async Task<object?> SleepAsync(TaskOrchestrationContext context)
    {
        await context.CreateTimer(context.CurrentUtcDateTime.AddDays(1), CancellationToken.None);
        return null;
    }

    private sealed class Orchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> code) : IOrchestratorFunction
    {
        public string Name => name;

        public Task<object?> InvokeAsync(TaskOrchestrationContext context) => code(context);
    }

    private sealed class Activity : IActivityFunction
    {
        public string Name => AddOne;

        public Task<object?> InvokeAsync(ActivityInvocation invocation, CancellationToken cancellationToken) =>
            Task.FromResult<object?>(EngineRig.Converter.Deserialize<int>(invocation.Input) + 1);
    }
}
