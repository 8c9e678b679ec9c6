using DurableTask.Core;
using FunctionsHost.Local.Durable.Orchestrations;

namespace FunctionsHost.Local.Durable;

/// <summary>
/// Gives the dispatcher a new replay of an orchestrator; null where there is none, which <see cref="TurnMiddleware"/> answers.
/// </summary>
internal sealed class OrchestrationManager(IDurableFunctions functions, OrchestrationEnvironment environment)
    : INameVersionObjectManager<TaskOrchestration>
{
    public void Add(ObjectCreator<TaskOrchestration> creator) => throw new NotSupportedException("Orchestrators are discovered.");

    public TaskOrchestration? GetObject(string name, string? version) =>
        functions.FindOrchestrator(name) is { } function ? new OrchestrationRun(name, function, environment) : null;
}

/// <summary>
/// Gives the dispatcher the shim of an activity; null where there is none, which <see cref="ActivityMiddleware"/> answers.
/// </summary>
internal sealed class ActivityManager(IDurableFunctions functions, Func<IActivityFunction, TaskActivity> create)
    : INameVersionObjectManager<TaskActivity>
{
    public void Add(ObjectCreator<TaskActivity> creator) => throw new NotSupportedException("Activities are discovered.");

    public TaskActivity? GetObject(string name, string? version) => functions.FindActivity(name) is { } function ? create(function) : null;
}
