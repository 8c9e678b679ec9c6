using DurableTask.Core;
using DurableTask.Core.Query;

namespace FunctionsHost.Local.Durable;

/// <summary>
/// Where orchestrations are kept: a backend of the Durable Task Framework, made by whoever composes the host. The host starts and
/// stops <see cref="Service"/> through its worker; it disposes nothing.
/// </summary>
public sealed class DurableBackend
{
    /// <summary>Names the backend in logs, for example <c>SQLite (/data/engine.db)</c>. No secrets.</summary>
    public required string Name { get; init; }

    /// <summary>Hands out work items and commits their results.</summary>
    public required IOrchestrationService Service { get; init; }

    /// <summary>
    /// Starts instances and sends them messages. It must throw <c>OrchestrationAlreadyExistsException</c> for an id whose status
    /// is among the dedupe statuses (<c>DurableTask.AzureStorage</c> has a setting for it).
    /// </summary>
    public required IOrchestrationServiceClient Client { get; init; }

    /// <summary>Lists instances. Null: listing is refused with <see cref="NotSupportedException"/>.</summary>
    public IOrchestrationServiceQueryClient? Query { get; init; }

    /// <summary>Removes finished instances. Null: purging is refused with <see cref="NotSupportedException"/>.</summary>
    public IOrchestrationServicePurgeClient? Purge { get; init; }

    /// <summary>
    /// Ends an instance and its sub-orchestrations: instance id, serialised output. Null: only the instance itself can be ended.
    /// </summary>
    public Func<string, string?, Task>? TerminateRecursively { get; init; }

    /// <summary>
    /// Removes a finished instance and its sub-orchestrations and returns how many instances are gone. Null: only the instance
    /// itself can be removed.
    /// </summary>
    public Func<string, Task<int>>? PurgeRecursively { get; init; }

    /// <summary>
    /// How often the client looks for the end of an instance that somebody waits for. Null: <see cref="Client"/> announces it
    /// through <c>WaitForOrchestrationAsync</c> without delay.
    /// </summary>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>Runs before the worker starts, for example to create tables or containers.</summary>
    public Func<CancellationToken, Task>? Starting { get; init; }

    /// <summary>Runs after the worker has stopped. No work item is open then, unless it outlived the stop.</summary>
    public Func<CancellationToken, Task>? Stopped { get; init; }

    /// <summary>
    /// A backend whose one object is service and client, and perhaps lists and purges, as the official backends are. Recursive
    /// operations stay unsupported.
    /// </summary>
    public static DurableBackend From<T>(string name, T service)
        where T : IOrchestrationService, IOrchestrationServiceClient => new()
        {
            Name = name,
            Service = service,
            Client = service,
            Query = service as IOrchestrationServiceQueryClient,
            Purge = service as IOrchestrationServicePurgeClient,
        };
}
