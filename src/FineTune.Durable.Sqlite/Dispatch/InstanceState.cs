using FineTune.Durable.Client;
using FineTune.Durable.Sqlite.Execution;
using FineTune.Durable.Sqlite.History;
using FineTune.Durable.Sqlite.Storage;

namespace FineTune.Durable.Sqlite.Dispatch;

/// <summary>What is kept in memory of an instance between turns. Changes only in its turns and their commits.</summary>
internal sealed class InstanceState(InstanceRow row)
{
    public long Key { get; } = row.Key;

    public string Id { get; } = row.Id;

    public string Name { get; } = row.Name;

    public ParentLink? Parent { get; } = row.Parent;

    public int Execution { get; set; } = row.Execution;

    public string Version { get; set; } = row.Version;

    /// <summary>The input of a round that has not started; null afterwards.</summary>
    public string? Input { get; set; } = row.Events == 0 ? row.Input : null;

    public OrchestrationRuntimeStatus Status { get; set; } = row.Status;

    public string? Output { get; set; } = row.Output;

    public string? CustomStatus { get; set; } = row.CustomStatus;

    /// <summary>The number of events in the history. An execution has started once there are any.</summary>
    public int Events { get; set; } = row.Events;

    /// <summary>The orchestrator at work; null while it has to be replayed first.</summary>
    public OrchestrationExecution? Live { get; set; }

    /// <summary>Messages that wait for a resume or for the start.</summary>
    public List<Message> Held { get; set; } = [];

    public bool IsStarted => Events > 0;
}
