using System.Reflection;
using FunctionsHost.Local.Durable;
using FunctionsHost.Local.HostJson;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsHost.Local;

/// <summary>How the local host runs an app. What the app itself says, it says in host.json and app settings.</summary>
public sealed class FunctionsHostOptions
{
    /// <summary>Where the functions are. At least one.</summary>
    public IList<Assembly> Assemblies { get; } = [];

    /// <summary>
    /// Makes the backend of orchestrations, once, from the app's services and host.json. Required. Whatever it makes lives as long as
    /// the host; the host disposes nothing.
    /// </summary>
    public Func<IServiceProvider, HostSettings, DurableBackend>? Backend { get; set; }

    /// <summary>The app's host.json; null: the one beside the program, where there is one.</summary>
    public string? HostJsonPath { get; set; }

    /// <summary>
    /// Registers the app's middleware, as its Program.cs does with the Functions worker: <c>worker.UseMiddleware&lt;T&gt;()</c>.
    /// </summary>
    public Action<IFunctionsWorkerApplicationBuilder>? Worker { get; set; }

    /// <summary>
    /// How long the length and time of a blob must stand still before a trigger takes it, for stores that do not say so themselves.
    /// </summary>
    public TimeSpan BlobSettleTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Pause between two scans of a container.</summary>
    public TimeSpan BlobScanInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a stop waits for activities under way. Those that have not ended by then are cancelled and run again at the next start.
    /// </summary>
    public TimeSpan ShutdownGrace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Asked of callers of HTTP functions with level Function or Admin, in the header x-functions-key. Null: such functions
    /// answer callers on this machine only.
    /// </summary>
    public string? FunctionKey { get; set; }

    /// <summary>Single classes with functions, beside those of <see cref="Assemblies"/>.</summary>
    internal IList<Type> Types { get; } = [];
}
