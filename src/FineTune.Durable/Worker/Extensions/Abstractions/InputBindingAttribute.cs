namespace FineTune.Durable.Worker.Extensions.Abstractions;

/// <summary>Marks a parameter that the host fills.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class InputBindingAttribute : BindingAttribute;
