using System.Reflection;

namespace FineTune.Durable.Tests.Facts;

/// <summary>Writes types as C# does, nullability annotations included, without namespaces.</summary>
internal static class TypeText
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(int)] = "int",
        [typeof(double)] = "double",
    };

    public static string Of(ParameterInfo parameter) =>
        Write(parameter.ParameterType, Flags(parameter.GetCustomAttributesData(), parameter.Member));

    public static string Of(PropertyInfo property) =>
        Write(property.PropertyType, Flags(property.GetCustomAttributesData(), property.DeclaringType!));

    public static string Of(FieldInfo field) =>
        Write(field.FieldType, Flags(field.GetCustomAttributesData(), field.DeclaringType!));

    /// <summary>A type outside of a signature: no annotations.</summary>
    public static string Of(Type type) => Write(type, _ => 1);

    public static string NameOf(Type type)
    {
        string name = type.Name.Split('`')[0];
        return type.IsGenericType
            ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(argument => argument.Name))}>"
            : name;
    }

    private static string Write(Type type, Func<int, byte> flags)
    {
        int position = 0;
        return Write(type, flags, ref position);
    }

    // The compiler stores one flag (1 not null, 2 nullable) per type in prefix order; plain and nullable value types have none.
    private static string Write(Type type, Func<int, byte> flags, ref int position)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Write(underlying, flags, ref position) + "?";
        }

        bool hasFlag = !type.IsValueType || type.IsGenericType;
        byte flag = hasFlag ? flags(position++) : (byte)1;

        string text = Keywords.GetValueOrDefault(type) ?? type.Name.Split('`')[0];
        if (type.IsArray)
        {
            text = Write(type.GetElementType()!, flags, ref position) + "[]";
        }
        else if (type.IsGenericType)
        {
            List<string> arguments = [];
            foreach (Type argument in type.GetGenericArguments())
            {
                arguments.Add(Write(argument, flags, ref position));
            }

            text = $"{text}<{string.Join(", ", arguments)}>";
        }

        return flag == 2 && !type.IsValueType ? text + "?" : text;
    }

    private static Func<int, byte> Flags(IList<CustomAttributeData> attributes, MemberInfo context)
    {
        object? value = Argument(attributes, "NullableAttribute");
        if (value is IReadOnlyCollection<CustomAttributeTypedArgument> list)
        {
            byte[] flags = [.. list.Select(item => (byte)item.Value!)];
            return position => flags[position];
        }

        byte all = value as byte? ?? ContextOf(context);
        return _ => all;
    }

    private static byte ContextOf(MemberInfo? member)
    {
        for (; member is not null; member = member.DeclaringType)
        {
            if (Argument(member.GetCustomAttributesData(), "NullableContextAttribute") is byte flag)
            {
                return flag;
            }
        }

        return 0;
    }

    private static object? Argument(IEnumerable<CustomAttributeData> attributes, string name) =>
        attributes.FirstOrDefault(attribute => attribute.AttributeType.Name == name)?.ConstructorArguments[0].Value;
}
