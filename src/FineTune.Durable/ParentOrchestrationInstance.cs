namespace FineTune.Durable;

/// <summary>The orchestration that called a sub-orchestration.</summary>
/// <param name="Name">The name of the calling orchestrator.</param>
/// <param name="InstanceId">The instance id of the caller.</param>
public record ParentOrchestrationInstance(TaskName Name, string InstanceId);
