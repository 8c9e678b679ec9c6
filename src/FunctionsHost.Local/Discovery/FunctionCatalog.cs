using System.Reflection;
using FunctionsHost.Local.Durable;
using FunctionsHost.Local.Invocation;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsHost.Local.Discovery;

/// <summary>All functions of the app; to the durable worker, its orchestrators and activities.</summary>
internal sealed class FunctionCatalog : IDurableFunctions
{
    private readonly Dictionary<string, OrchestratorFunction> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ActivityFunction> _activities = new(StringComparer.OrdinalIgnoreCase);

    public FunctionCatalog(IReadOnlyList<FunctionDescriptor> functions, FunctionPipeline pipeline, IServiceScopeFactory scopes)
    {
        Functions = functions;
        foreach (var function in functions)
        {
            if (function.Kind == FunctionKind.Orchestration)
                _orchestrators.Add(function.Name, new OrchestratorFunction(function, pipeline, scopes));
            if (function.Kind == FunctionKind.Activity)
                _activities.Add(function.Name, new ActivityFunction(function, pipeline, scopes));
        }
    }

    public IReadOnlyList<FunctionDescriptor> Functions { get; }

    public IReadOnlyCollection<string> OrchestratorNames => _orchestrators.Keys;

    public IEnumerable<FunctionDescriptor> OfKind(FunctionKind kind) => Functions.Where(function => function.Kind == kind);

    public IOrchestratorFunction? FindOrchestrator(string name) => _orchestrators.GetValueOrDefault(name);

    public IActivityFunction? FindActivity(string name) => _activities.GetValueOrDefault(name);

    /// <summary>The classes of an assembly, with the reason where it cannot be loaded whole.</summary>
    public static IEnumerable<Type> TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException error)
        {
            throw new FunctionConfigurationException($"The assembly {assembly.GetName().Name} cannot be searched for functions",
                [.. error.LoaderExceptions.OfType<Exception>().Select(loader => loader.Message).Distinct()]);
        }
    }
}
