using System.Collections.Concurrent;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace FunctionsHost.Local.Tests.Invocation;

/// <summary>Functions whose calls the invocation tests look at.</summary>
public sealed class InvocationFunctions(InvocationFunctions.Scoped scoped, InvocationFunctions.Journal journal) : IDisposable
{
    public sealed class Journal
    {
        public ConcurrentQueue<string> Lines { get; } = new();
    }

    public sealed class Scoped(Journal journal) : IDisposable
    {
        public Guid Id { get; } = Guid.NewGuid();

        public void Dispose() => journal.Lines.Enqueue("scope disposed");
    }

    public sealed record Person(string Name, int Age);

    public void Dispose() => journal.Lines.Enqueue("instance disposed");

    [Function(nameof(Describe))]
    public async Task<string> Describe([ActivityTrigger] Person person, string instanceId, FunctionContext context,
        CancellationToken cancellationToken)
    {
        await Task.Yield();
        journal.Lines.Enqueue("called");
        var sameScope = ReferenceEquals(scoped, context.InstanceServices.GetService(typeof(Scoped)));
        return $"{person.Name} {person.Age} {instanceId} {context.FunctionDefinition.Name} {sameScope} "
            + $"{cancellationToken == context.CancellationToken}";
    }

    [Function(nameof(ScopeId))]
    public Guid ScopeId([ActivityTrigger] string? input) => input is null ? scoped.Id : Guid.Empty;

    [Function(nameof(FailAtOnce))]
    public int FailAtOnce([ActivityTrigger] string input) => throw new InvalidDataException(input);

    [Function(nameof(FailLater))]
    public async Task FailLater([ActivityTrigger] string input)
    {
        await Task.Yield();
        throw new InvalidDataException(input);
    }

    [Function(nameof(Nothing))]
    public static void Nothing([ActivityTrigger] string input) => _ = input;

    [Function(nameof(Later))]
    public static async ValueTask<int> Later([ActivityTrigger] int input)
    {
        await Task.Yield();
        return input + 1;
    }

    [Function(nameof(Sum))]
    public static int Sum([ActivityTrigger] int[]? input) => input?.Sum() ?? -1;

    [Function(nameof(WithDefault))]
    public static int WithDefault([ActivityTrigger] int input = 7) => input;

    [Function(nameof(Input))]
    public static Task<string> Input([OrchestrationTrigger] TaskOrchestrationContext context, Person? person) =>
        Task.FromResult($"{context.InstanceId} {person?.Name}");

    [Function(nameof(Number))]
    public static Task<int> Number([OrchestrationTrigger] TaskOrchestrationContext context, int number) =>
        Task.FromResult(number + context.InstanceId.Length);

    [Function(nameof(Waiting))]
    public static async Task<string> Waiting([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await context.CallActivityAsync<string>("x");

    [Function(nameof(WaitingInstance))]
    public async Task<string> WaitingInstance([OrchestrationTrigger] TaskOrchestrationContext context) =>
        $"{scoped.Id} {await context.CallActivityAsync<string>("x")}";

    [Function(nameof(Throwing))]
    public static Task Throwing([OrchestrationTrigger] TaskOrchestrationContext context) =>
        throw new InvalidDataException(context.InstanceId);
}
