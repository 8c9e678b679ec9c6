namespace FineTune.Durable.Worker;

/// <summary>Makes a method a function.</summary>
/// <param name="name">The name of the function, unique in the app; names compare case-insensitively.</param>
[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute(string name) : Attribute
{
    /// <summary>The name of the function.</summary>
    public string Name { get; } = name;
}
