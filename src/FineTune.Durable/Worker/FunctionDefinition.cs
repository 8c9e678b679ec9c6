namespace FineTune.Durable.Worker;

/// <summary>A function as it was found in the app.</summary>
public abstract class FunctionDefinition
{
    /// <summary>The assembly with the function.</summary>
    public abstract string PathToAssembly { get; }

    /// <summary>The full name of the type, a dot, and the name of the method.</summary>
    public abstract string EntryPoint { get; }

    /// <summary>The name of the function.</summary>
    public abstract string Name { get; }
}
