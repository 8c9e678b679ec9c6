using Microsoft.DurableTask;

namespace DurableTask.ContractTests.Hosts;

/// <summary>The functions of a test app, given as lambdas.</summary>
internal sealed class TestFunctions
{
    public Dictionary<string, Func<TaskOrchestrationContext, Task<object?>>> Orchestrators { get; } = [];

    public Dictionary<string, TestActivity> Activities { get; } = [];

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
        Activities[name] = new TestActivity(typeof(TInput), async (input, token) =>
            await code(input is TInput value ? value : default, token));
        return this;
    }
}

/// <summary>The code of an activity and the type that it reads its input as.</summary>
internal sealed record TestActivity(Type InputType, Func<object?, CancellationToken, Task<object?>> Code);
