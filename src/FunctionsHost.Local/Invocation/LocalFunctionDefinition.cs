using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace FunctionsHost.Local.Invocation;

/// <summary>A function as middleware sees it.</summary>
internal sealed class LocalFunctionDefinition(string name, MethodInfo method) : FunctionDefinition
{
    public override ImmutableArray<FunctionParameter> Parameters { get; } =
        [.. method.GetParameters().Select(parameter => new FunctionParameter(parameter.Name!, parameter.ParameterType))];

    public override string PathToAssembly { get; } = method.Module.Assembly.Location;

    public override string EntryPoint { get; } = $"{method.DeclaringType!.FullName}.{method.Name}";

    /// <summary>Names are unique, so the name is the id.</summary>
    public override string Id => Name;

    public override string Name { get; } = name;

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } = method.GetParameters()
        .Where(parameter => parameter.GetCustomAttribute<BindingAttribute>() is not null)
        .ToImmutableDictionary(parameter => parameter.Name!, BindingMetadata (parameter) => new Binding(parameter));

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings => ImmutableDictionary<string, BindingMetadata>.Empty;

    /// <summary>The type of a binding is the name of its attribute: blobTrigger, durableClient.</summary>
    private sealed class Binding(ParameterInfo parameter) : BindingMetadata
    {
        public override string Name => parameter.Name!;

        public override string Type { get; } = JsonNamingPolicy.CamelCase.ConvertName(
            parameter.GetCustomAttribute<BindingAttribute>()!.GetType().Name.Replace("Attribute", "", StringComparison.Ordinal));

        public override BindingDirection Direction => BindingDirection.In;
    }
}
