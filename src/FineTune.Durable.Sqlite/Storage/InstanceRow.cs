using FineTune.Durable.Client;
using FineTune.Durable.Sqlite.History;

namespace FineTune.Durable.Sqlite.Storage;

/// <summary>One row of the table instances. Times are UTC.</summary>
internal sealed record InstanceRow(
    long Key,
    string Id,
    int Execution,
    string Name,
    string Version,
    OrchestrationRuntimeStatus Status,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    int Events,
    string? Input,
    string? Output,
    string? CustomStatus,
    string? Tags,
    ParentLink? Parent)
{
    public bool IsOpen => Status is OrchestrationRuntimeStatus.Pending or OrchestrationRuntimeStatus.Running or OrchestrationRuntimeStatus.Suspended;
}
