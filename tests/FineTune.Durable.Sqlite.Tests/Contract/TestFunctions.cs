using FineTune.Durable;

namespace FineTune.DurableContract;

/// <summary>An activity: reads its input as the type it wants.</summary>
internal delegate Task<object?> ActivityCode(Func<Type, object?> input, CancellationToken cancellationToken);

/// <summary>The functions of a test app, given as lambdas.</summary>
internal sealed class TestFunctions
{
    public Dictionary<string, Func<TaskOrchestrationContext, Task<object?>>> Orchestrators { get; } = [];

    public Dictionary<string, ActivityCode> Activities { get; } = [];

    public TestFunctions Orchestrator(string name, Func<TaskOrchestrationContext, Task<object?>> code)
    {
        Orchestrators[name] = code;
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
        Activities[name] = async (input, token) => await code(input(typeof(TInput)) is { } value ? (TInput)value : default, token);
        return this;
    }
}
