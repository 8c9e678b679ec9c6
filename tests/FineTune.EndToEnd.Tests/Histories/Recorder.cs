using System.Collections.Concurrent;
using FunctionsHost.Local.Durable.Histories;

namespace FineTune.EndToEnd.Tests.Histories;

/// <summary>Keeps the newest state of every execution that a host runs.</summary>
internal sealed class Recorder : ITurnObserver
{
    private readonly ConcurrentDictionary<string, RecordedExecution> _executions = new(StringComparer.Ordinal);

    public IReadOnlyCollection<RecordedExecution> Executions => [.. _executions.Values];

    public void TurnEnded(RecordedExecution execution) => _executions[$"{execution.InstanceId} {execution.ExecutionId}"] = execution;
}
