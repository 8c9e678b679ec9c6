using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace FineTune.Durable.Tests.Facts;

/// <summary>Lists the public surface of an assembly in the form of the facts file.</summary>
internal static class SurfaceReader
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IReadOnlyList<FactType> Read(Assembly assembly, Func<string, string> mapNamespace) =>
        [.. assembly.GetExportedTypes().Select(type => Read(type, mapNamespace(type.Namespace!)))];

    private static FactType Read(Type type, string ns)
    {
        if (type.IsSubclassOf(typeof(Delegate)))
        {
            return new(ns, "delegate", Signature(type.GetMethod("Invoke")!, TypeText.NameOf(type)), [], [], []);
        }

        string kind = KindOf(type);
        string[] members = type.IsEnum ? [.. EnumMembers(type)] : [.. Members(type)];
        return new(ns, kind, TypeText.NameOf(type), [.. BasesOf(type, kind)], [.. AttributesOf(type)], members);
    }

    private static string KindOf(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsInterface: true } => "interface",
        { IsValueType: true } => "struct",
        _ when type.GetMethod("<Clone>$") is not null => type.IsAbstract ? "abstract record" : type.IsSealed ? "sealed record" : "record",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static IEnumerable<string> BasesOf(Type type, string kind)
    {
        if (kind is "enum" or "struct" or "static class")
        {
            yield break;
        }

        if (type.BaseType is { } parent && parent != typeof(object))
        {
            yield return TypeText.Of(parent);
        }

        HashSet<Type> inherited = [.. type.BaseType?.GetInterfaces() ?? []];
        foreach (Type implemented in type.GetInterfaces().Where(i => !inherited.Contains(i)))
        {
            if (!(implemented.IsGenericType && implemented.GetGenericTypeDefinition() == typeof(IEquatable<>)))
            {
                yield return TypeText.Of(implemented);
            }
        }
    }

    private static IEnumerable<string> AttributesOf(Type type) =>
        from attribute in type.GetCustomAttributesData()
        where attribute.AttributeType == typeof(AttributeUsageAttribute)
        let arguments = attribute.NamedArguments.Select(argument => $", {argument.MemberName} = {argument.TypedValue.Value}")
        select $"[System.AttributeUsageAttribute((System.AttributeTargets){attribute.ConstructorArguments[0].Value}{string.Concat(arguments)})]";

    private static IEnumerable<string> EnumMembers(Type type) =>
        from field in type.GetFields(BindingFlags.Public | BindingFlags.Static)
        let value = Convert.ToInt32(field.GetRawConstantValue(), CultureInfo.InvariantCulture)
        select $"{field.Name} = {value}{(field.IsDefined(typeof(ObsoleteAttribute)) ? " [Obsolete]" : string.Empty)}";

    private static IEnumerable<string> Members(Type type) =>
        Fields(type)
            .Concat(type.GetConstructors(Declared & ~BindingFlags.Static).Where(IsShown).Select(c => Access(c) + Signature(c, ".ctor")))
            .Concat(type.GetProperties(Declared).Where(p => p.Name != "EqualityContract").Select(PropertyLine).OfType<string>())
            .Concat(type.GetMethods(Declared).Where(m => IsShown(m) && !IsImplied(m)).Select(MethodLine));

    private static IEnumerable<string> Fields(Type type) =>
        from field in type.GetFields(Declared)
        where field.IsPublic
        let text = $"{TypeText.Of(field)} {field.Name}"
        select field.IsLiteral ? $"const {text} = {field.GetRawConstantValue()}" : $"{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{text}";

    private static bool IsShown(MethodBase method) =>
        (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly)
        && (method is not ConstructorInfo || !method.IsDefined(typeof(CompilerGeneratedAttribute)));

    private static bool IsImplied(MethodInfo method) =>
        method.IsDefined(typeof(CompilerGeneratedAttribute))
        || (method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal))
        || method.GetBaseDefinition().DeclaringType == typeof(object);

    private static string MethodLine(MethodInfo method) =>
        Obsolete(method) + Access(method) + Modifiers(method)
        + Signature(method, method.Name + (method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : ""))
        + Constraints(method);

    private static string? PropertyLine(PropertyInfo property)
    {
        string accessors = string.Concat(
            property.GetMethod is { } get && IsShown(get) ? "get; " : "",
            property.SetMethod is { } set && IsShown(set)
                ? set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init; " : "set; "
                : "");
        MethodInfo first = property.GetAccessors(nonPublic: true).FirstOrDefault(IsShown) ?? property.GetAccessors(nonPublic: true)[0];
        return accessors.Length == 0
            ? null
            : $"{Obsolete(property)}{Access(first)}{Modifiers(first)}{TypeText.Of(property)} {property.Name} {{ {accessors}}}";
    }

    private static string Obsolete(MemberInfo member) => member.IsDefined(typeof(ObsoleteAttribute)) ? "[Obsolete] " : "";

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Modifiers(MethodInfo method) => method switch
    {
        { IsStatic: true } => "static ",
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true } when method.GetBaseDefinition() != method => "override ",
        { IsVirtual: true, IsFinal: false } => "virtual ",
        _ => "",
    };

    private static string Signature(MethodBase method, string name)
    {
        string extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        string result = method is MethodInfo { ReturnParameter: var returned } ? TypeText.Of(returned) + " " : "";
        return $"{result}{name}({extension}{string.Join(", ", method.GetParameters().Select(ParameterText))})";
    }

    private static string ParameterText(ParameterInfo parameter)
    {
        string prefix = parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        return $"{prefix}{TypeText.Of(parameter)} {parameter.Name}{(parameter.HasDefaultValue ? " = " + DefaultText(parameter) : "")}";
    }

    private static string DefaultText(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        null => parameter.ParameterType.IsValueType ? "default" : "null",
        bool value => value ? "true" : "false",
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        var value => $"\"{value}\"",
    };

    private static string Constraints(MethodInfo method) => string.Concat(
        from argument in method.IsGenericMethod ? method.GetGenericArguments() : []
        let texts = argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint)
            ? argument.GetGenericParameterConstraints().Select(TypeText.Of).Prepend("class")
            : argument.GetGenericParameterConstraints().Select(TypeText.Of)
        where texts.Any()
        select $" where {argument.Name} : {string.Join(", ", texts)}");
}
