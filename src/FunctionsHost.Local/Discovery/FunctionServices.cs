using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsHost.Local.Discovery;

/// <summary>Finds the function classes that cannot be made because a service of their constructor was never registered.</summary>
internal static class FunctionServices
{
    /// <exception cref="FunctionConfigurationException">Names function, class and constructor parameter.</exception>
    public static void Check(IEnumerable<FunctionDescriptor> functions, IServiceProviderIsService services)
    {
        var problems = new FunctionProblems();
        foreach (var function in functions.Where(function => !function.Method.IsStatic))
        {
            var missing = function.Method.DeclaringType!.GetConstructors().Select(constructor => Missing(constructor, services)).ToList();
            if (missing.Count == 0) problems.Add(function.Name, function.Method, "its class has no public constructor.");
            else if (missing.TrueForAll(parameter => parameter is not null))
                problems.Add(function.Name, function.Method, $"its class asks for {FunctionProblems.Describe(missing[0]!.ParameterType)} "
                    + $"('{missing[0]!.Name}' of its constructor), which is not registered in the services.");
        }

        problems.ThrowIfAny();
    }

    private static ParameterInfo? Missing(ConstructorInfo constructor, IServiceProviderIsService services) =>
        constructor.GetParameters().FirstOrDefault(parameter => !parameter.HasDefaultValue && !IsRegistered(parameter, services));

    private static bool IsRegistered(ParameterInfo parameter, IServiceProviderIsService services) =>
        parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed
            ? services is not IServiceProviderIsKeyedService byKey || byKey.IsKeyedService(parameter.ParameterType, keyed.Key)
            : services.IsService(parameter.ParameterType);
}
