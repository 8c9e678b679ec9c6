namespace FineTune.Durable.Worker.Extensions.Abstractions;

/// <summary>Marks the parameter that makes a function run. A function has exactly one.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class TriggerBindingAttribute : BindingAttribute;
