using System.Reflection;

namespace FunctionsHost.Local.Discovery;

/// <summary>Collects what is wrong with the functions of an app, so that a person sees all of it at once.</summary>
internal sealed class FunctionProblems
{
    private readonly List<string> _found = [];

    public int Count => _found.Count;

    public void Add(string function, MethodInfo method, string problem) =>
        _found.Add($"function '{function}' ({Describe(method)}): {problem}");

    public void Add(string function, MethodInfo method, ParameterInfo parameter, string problem) =>
        _found.Add($"function '{function}' ({Describe(method)}), parameter '{parameter.Name}': {problem}");

    public void ThrowIfAny()
    {
        if (_found.Count > 0) throw new FunctionConfigurationException("The functions of the app cannot be started", _found);
    }

    public static string Describe(MethodInfo method) => $"{method.DeclaringType!.FullName}.{method.Name}";

    /// <summary>A type as a person writes it.</summary>
    public static string Describe(Type type) => type.IsGenericType
        ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Describe))}>"
        : type.Name;
}
