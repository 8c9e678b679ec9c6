using System.Reflection;
using FineTune.Durable.Worker;

namespace FunctionsHost.Local.Invocation;

internal sealed class LocalFunctionDefinition(string name, MethodInfo method) : FunctionDefinition
{
    public override string PathToAssembly { get; } = method.Module.Assembly.Location;

    public override string EntryPoint { get; } = $"{method.DeclaringType!.FullName}.{method.Name}";

    public override string Name { get; } = name;
}
