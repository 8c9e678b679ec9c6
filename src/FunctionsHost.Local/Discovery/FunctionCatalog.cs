using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using FineTune.Durable.Sqlite.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsHost.Local.Discovery;

/// <summary>All functions of the app; to the engine, its orchestrators and activities.</summary>
internal sealed class FunctionCatalog : IFunctionCatalog
{
    private readonly Dictionary<string, OrchestratorFunction> _orchestrators = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ActivityFunction> _activities = new(StringComparer.OrdinalIgnoreCase);

    public FunctionCatalog(IReadOnlyList<FunctionDescriptor> functions, IServiceScopeFactory scopes, DataConverter converter)
    {
        Functions = functions;
        foreach (var function in functions)
        {
            if (function.Kind == FunctionKind.Orchestration) _orchestrators.Add(function.Name, new OrchestratorFunction(function, scopes));
            if (function.Kind == FunctionKind.Activity) _activities.Add(function.Name, new ActivityFunction(function, scopes, converter));
        }
    }

    public IReadOnlyList<FunctionDescriptor> Functions { get; }

    public IReadOnlyCollection<string> OrchestratorNames => _orchestrators.Keys;

    public IEnumerable<FunctionDescriptor> OfKind(FunctionKind kind) => Functions.Where(function => function.Kind == kind);

    public bool TryGetOrchestrator(string name, [NotNullWhen(true)] out IOrchestratorFunction? function)
    {
        function = _orchestrators.GetValueOrDefault(name);
        return function is not null;
    }

    public bool TryGetActivity(string name, [NotNullWhen(true)] out IActivityFunction? function)
    {
        function = _activities.GetValueOrDefault(name);
        return function is not null;
    }

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
