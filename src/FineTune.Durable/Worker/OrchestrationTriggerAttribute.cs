using FineTune.Durable.Worker.Extensions.Abstractions;

namespace FineTune.Durable.Worker;

/// <summary>Makes a function an orchestrator; the parameter is its <see cref="TaskOrchestrationContext"/>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class OrchestrationTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>The name of the orchestrator; null means the name of the function.</summary>
    public string? Orchestration { get; set; }
}
