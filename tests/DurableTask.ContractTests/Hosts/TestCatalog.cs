using FunctionsHost.Local.Durable;
using Microsoft.DurableTask;

namespace DurableTask.ContractTests.Hosts;

/// <summary>The lambdas of a test app as the durable worker wants them.</summary>
internal sealed class TestCatalog(TestFunctions app) : IDurableFunctions
{
    private readonly Dictionary<string, Func<TaskOrchestrationContext, Task<object?>>> _orchestrators =
        new(app.Orchestrators, StringComparer.OrdinalIgnoreCase);

    private readonly Dictionary<string, Activity> _activities = app.Activities.ToDictionary(
        pair => pair.Key, pair => new Activity(pair.Key, pair.Value), StringComparer.OrdinalIgnoreCase);

    public IReadOnlyCollection<string> OrchestratorNames => _orchestrators.Keys;

    public IOrchestratorFunction? FindOrchestrator(string name) =>
        _orchestrators.TryGetValue(name, out var code) ? new Orchestrator(code) : null;

    public IActivityFunction? FindActivity(string name) => _activities.GetValueOrDefault(name);

    private sealed class Orchestrator(Func<TaskOrchestrationContext, Task<object?>> code) : IOrchestratorFunction
    {
        public Task<object?> InvokeAsync(TaskOrchestrationContext context) => code(context);
    }

    private sealed class Activity(string name, TestActivity activity) : IActivityFunction
    {
        public string Name => name;

        public Type InputType => activity.InputType;

        public Task<object?> InvokeAsync(object? input, string instanceId, CancellationToken cancellationToken) =>
            activity.Code(input, cancellationToken);
    }
}
