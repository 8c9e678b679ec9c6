using System.Reflection;
using System.Reflection.Emit;

namespace FineTune.EndToEnd.Tests.Architecture;

/// <summary>The types that a compiled type refers to: in its bases, members, signatures, attributes, generic arguments and method bodies.</summary>
internal static class TypeReferences
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> _opCodes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    public static IEnumerable<Type> Of(Type type) => Signatures(type).OfType<Type>().SelectMany(Parts).Distinct();

    private static IEnumerable<Type?> Signatures(Type type) =>
    [
        type.BaseType,
        .. type.GetInterfaces(),
        .. Attributes(type),
        .. type.GetGenericArguments().Where(argument => argument.IsGenericParameter).SelectMany(argument => argument.GetGenericParameterConstraints()),
        .. type.GetFields(Declared).SelectMany(field => Attributes(field).Append(field.FieldType)),
        .. type.GetProperties(Declared).SelectMany(property => Attributes(property).Append(property.PropertyType)),
        .. type.GetMethods(Declared).SelectMany(method => Method(method).Append(method.ReturnType)),
        .. type.GetConstructors(Declared).SelectMany(Method),
    ];

    private static IEnumerable<Type?> Method(MethodBase method) =>
    [
        .. Attributes(method),
        .. method.GetParameters().Select(parameter => parameter.ParameterType),
        .. method.GetMethodBody() is { } body
            ? body.LocalVariables.Select(local => local.LocalType)
                .Concat(body.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause).Select(clause => clause.CatchType!))
                .Concat(Body(method, body.GetILAsByteArray()!))
            : [],
    ];

    private static IEnumerable<Type> Attributes(MemberInfo member) =>
        member.GetCustomAttributesData().SelectMany(data => data.ConstructorArguments.Select(argument => argument.Value).OfType<Type>().Append(data.AttributeType));

    /// <summary>The types and the owners of the members that the instructions name.</summary>
    private static IEnumerable<Type> Body(MethodBase method, byte[] il)
    {
        var typeArguments = method.DeclaringType!.GetGenericArguments();
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : [];
        for (var at = 0; at < il.Length;)
        {
            var code = il[at] == 0xFE ? _opCodes[unchecked((short)(0xFE00 | il[at + 1]))] : _opCodes[il[at]];
            at += code.Size;
            if (code.OperandType is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                foreach (var named in Named(method.Module.ResolveMember(BitConverter.ToInt32(il, at), typeArguments, methodArguments)))
                {
                    yield return named;
                }
            }

            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
                _ => 4,
            };
        }
    }

    private static IEnumerable<Type> Named(MemberInfo? member) => member switch
    {
        Type type => [type],
        MethodInfo method => [.. method.IsGenericMethod ? method.GetGenericArguments() : [], .. Owner(method)],
        { } other => Owner(other),
        null => [],
    };

    private static IEnumerable<Type> Owner(MemberInfo member) => member.DeclaringType is { } owner ? [owner] : [];

    /// <summary>The type itself, what it is an array of, and its generic arguments.</summary>
    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericParameter ? []
        : type.IsConstructedGenericType ? [type.GetGenericTypeDefinition(), .. type.GetGenericArguments().SelectMany(Parts)]
        : [type];
}
