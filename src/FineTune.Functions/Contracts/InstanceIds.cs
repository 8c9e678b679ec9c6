namespace FineTune.Functions.Contracts;

/// <summary>Instance ids that callers look up. Children that may be restarted have ids of their own (<see cref="Child"/>).</summary>
public static class InstanceIds
{
    public static string Dataset(string lineage, string datasetId) => $"dataset-{lineage}-{datasetId}";

    public static string Tune(string lineage) => $"tune-{lineage}";

    /// <summary>Event names carry the run, since events are buffered by name and outlive ContinueAsNew.</summary>
    public static string CancelEvent(string runId) => $"cancel-{runId}";

    public static string ApprovalEvent(string runId) => $"approval-{runId}";

    /// <summary>A new id for a child, so that a restarted parent never meets the child of its earlier life.</summary>
    internal static string Child(TaskOrchestrationContext context, string name) => $"{name}-{context.NewGuid().ToString("N")[..8]}";
}
