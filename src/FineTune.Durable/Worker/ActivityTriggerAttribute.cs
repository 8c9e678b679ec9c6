using FineTune.Durable.Worker.Extensions.Abstractions;

namespace FineTune.Durable.Worker;

/// <summary>Makes a function an activity; the parameter is its input.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ActivityTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>The name of the activity; null means the name of the function.</summary>
    public string? Activity { get; set; }
}
