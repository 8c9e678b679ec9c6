using System.Diagnostics.CodeAnalysis;
using FineTune.Durable.Sqlite.Execution;

namespace FineTune.Durable.Sqlite.Tests.Contract;

/// <summary>The functions of a test app, given as lambdas.</summary>
internal sealed class TestFunctions : IFunctionCatalog
{
    private readonly Dictionary<string, IOrchestratorFunction> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, IActivityFunction> _activities = new(StringComparer.OrdinalIgnoreCase);

    public TestFunctions Orchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> code)
    {
        _orchestrators[name] = new LambdaOrchestrator(name, code);
        return this;
    }

    public TestFunctions Orchestrator<TResult>(string name, Func<TaskOrchestrationContext, Task<TResult>> code) =>
        Orchestrator(name, async context => (object?)await code(context));

    public TestFunctions Orchestrator(string name, Func<TaskOrchestrationContext, Task> code) =>
        Orchestrator(name, async context =>
        {
            await code(context);
            return (object?)null;
        });

    public TestFunctions Activity<TInput, TResult>(string name, Func<TInput?, TResult> code) =>
        Activity<TInput, TResult>(name, (input, _) => Task.FromResult(code(input)));

    public TestFunctions Activity<TInput, TResult>(string name, Func<TInput?, CancellationToken, Task<TResult>> code)
    {
        _activities[name] = new LambdaActivity(name, async (call, token) => await code(Read<TInput>(call.Input), token));
        return this;
    }

    public TestFunctions RawActivity(string name, Func<ActivityInvocation, CancellationToken, Task<object?>> code)
    {
        _activities[name] = new LambdaActivity(name, code);
        return this;
    }

    public bool TryGetOrchestrator(string name, [NotNullWhen(true)] out IOrchestratorFunction? function) =>
        _orchestrators.TryGetValue(name, out function);

    public bool TryGetActivity(string name, [NotNullWhen(true)] out IActivityFunction? function) =>
        _activities.TryGetValue(name, out function);

    private static T? Read<T>(string? input) => TestHost.Converter.Deserialize<T>(input);

    private sealed class LambdaOrchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> code) : IOrchestratorFunction
    {
        public string Name => name;

        public Task<object?> InvokeAsync(TaskOrchestrationContext context) => code(context);
    }

    private sealed class LambdaActivity(string name, Func<ActivityInvocation, CancellationToken, Task<object?>> code) : IActivityFunction
    {
        public string Name => name;

        public Task<object?> InvokeAsync(ActivityInvocation invocation, CancellationToken cancellationToken) => code(invocation, cancellationToken);
    }
}
