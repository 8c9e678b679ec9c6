using System.Reflection;

namespace FunctionsHost.Local;

/// <summary>How the embedded host runs an app. What the app itself says, it says in host.json and app settings.</summary>
public sealed class DurableFunctionsOptions
{
    /// <summary>The engine's database file. Required. Made where it does not exist; one process at a time uses it.</summary>
    public string DatabasePath { get; set; } = "";

    /// <summary>Where the functions are. At least one.</summary>
    public IList<Assembly> Assemblies { get; } = [];

    /// <summary>The app's host.json; null: the one beside the program, where there is one.</summary>
    public string? HostJsonPath { get; set; }

    /// <summary>
    /// How long the length and time of a blob must stand still before a trigger takes it, for stores that do not say so themselves.
    /// </summary>
    public TimeSpan BlobSettleTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Pause between two scans of a container.</summary>
    public TimeSpan BlobScanInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Replay every turn from the whole history, keeping no instance in memory: slower, and finds non-determinism at once.</summary>
    public bool StrictReplay { get; set; }

    /// <summary>
    /// Asked of callers of HTTP functions with level Function or Admin, in the header x-functions-key. Null: such functions
    /// answer callers on this machine only.
    /// </summary>
    public string? FunctionKey { get; set; }

    /// <summary>Single classes with functions, beside those of <see cref="Assemblies"/>.</summary>
    internal IList<Type> Types { get; } = [];
}
