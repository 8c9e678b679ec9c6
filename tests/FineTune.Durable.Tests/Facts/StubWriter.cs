using System.Text;
using System.Text.RegularExpressions;

namespace FineTune.Durable.Tests.Facts;

/// <summary>
/// Writes C# that declares the types of the facts file under their real names. The bodies only throw: the stubs are there to
/// be compiled against.
/// </summary>
public static partial class StubWriter
{
    /// <summary>Types that the facts name and do not describe. What mentions one is left out of the stubs.</summary>
    private static readonly HashSet<string> Undescribed =
    [
        "BindingMetadata", "DurableEntityClient", "DurableTaskWorkerOptions", "EntityInstanceId", "FunctionParameter", "HistoryEvent",
        "HttpCookies", "HttpHeadersCollection", "HttpRequestData", "HttpResponseData", "IFunctionMetadata", "IHttpCookie",
        "InputBindingData", "InputConverterAttribute", "InputConverterCollection", "InvocationResult", "IOrchestrationFilter", "ITaskEntity",
        "ObjectSerializer", "OutputBindingData", "TaskActivity", "TaskEntityOperation", "TaskOrchestrationEntityFeature", "TaskOrchestrator",
        "WorkerExtensionStartup",
    ];

    /// <summary>Interface members that the facts do not list because they are implemented explicitly.</summary>
    private static readonly Dictionary<string, string> ExplicitMembers = new()
    {
        ["FunctionsApplicationBuilder"] = """
                IConfigurationManager IHostApplicationBuilder.Configuration => throw null!;
                void IHostApplicationBuilder.ConfigureContainer<TContainerBuilder>(
                    IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure) => throw null!;
            """,
    };

    /// <summary>The namespaces that signatures of the facts take their types from.</summary>
    private static readonly string[] Usings =
    [
        "System", "System.Collections", "System.Collections.Generic", "System.Collections.Immutable", "System.IO", "System.Net",
        "System.Net.Http", "System.Runtime.Serialization", "System.Text.Json", "System.Threading", "System.Threading.Tasks",
        "Microsoft.AspNetCore.Http", "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection",
        "Microsoft.Extensions.Diagnostics.Metrics", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
        "Microsoft.Extensions.Primitives",
    ];

    public static string Write(IEnumerable<FactType> types)
    {
        FactType[] written = [.. types.Where(type => !Mentions($"{type.Name} {string.Join(' ', type.Bases)}"))];
        StringBuilder text = new("#nullable enable\n");
        foreach (string name in Usings.Concat(written.Select(type => type.Namespace)).Distinct())
        {
            text.Append("using ").Append(name).Append(";\n");
        }

        foreach (FactType type in written)
        {
            text.Append("namespace ").Append(type.Namespace).Append("\n{\n").Append(TypeText(type)).Append("}\n");
        }

        return text.ToString();
    }

    private static bool Mentions(string line) => Identifier().Matches(line).Any(match => Undescribed.Contains(match.Value));

    private static string TypeText(FactType type)
    {
        if (type.Kind == "delegate")
        {
            return $"    public delegate {type.Name};\n";
        }

        string bases = type.Bases.Count == 0 ? "" : " : " + string.Join(", ", type.Bases);
        string usage = string.Concat(type.Attributes
            .Where(attribute => attribute.Contains("AttributeUsage"))
            .Select(attribute => $"    {attribute.Replace("= False", "= false").Replace("= True", "= true")}\n"));
        StringBuilder text = new($"{usage}    public {type.Kind} {type.Name}{bases}\n    {{\n");
        foreach (string member in type.Members.Where(member => !Mentions(member)))
        {
            text.Append("        ").Append(MemberText(type, member)).Append('\n');
        }

        if (type.Kind is "class" or "sealed class" && !type.Members.Any(member => member.Contains(".ctor(")))
        {
            text.Append("        internal ").Append(type.SimpleName).Append("() { throw null!; }\n");
        }

        return text.Append(ExplicitMembers.GetValueOrDefault(type.SimpleName)).Append("\n    }\n").ToString();
    }

    private static string MemberText(FactType type, string member)
    {
        if (type.Kind == "enum")
        {
            string[] parts = member.Split(" [", 2);
            return (parts.Length == 2 ? "[Obsolete] " : "") + parts[0] + ",";
        }

        string attribute = member.StartsWith("[Obsolete] ", StringComparison.Ordinal) ? "[Obsolete] " : "";
        string text = member[attribute.Length..];
        string access = text.StartsWith("protected ", StringComparison.Ordinal) ? "" : "public ";
        if (text.Contains(".ctor("))
        {
            return attribute + access + text.Replace(".ctor(", type.SimpleName + "(") + BaseCall(type, text) + " { throw null!; }";
        }

        if (type.Kind == "interface")
        {
            access = "";
            text = text.Replace("abstract ", "");
        }

        bool bodiless = type.Kind == "interface" || text.Contains("abstract ");
        return attribute + access + (FactType.IsMethod(text) ? MethodText(text, bodiless) : PropertyOrFieldText(text, bodiless));
    }

    /// <summary>The copy constructor of a derived record must call the one of its base.</summary>
    private static string BaseCall(FactType type, string constructor) =>
        type is { Kind: "record", Bases: [_, ..] } && constructor == $".ctor({type.SimpleName} options)" ? " : base(options)" : "";

    private static string MethodText(string method, bool bodiless)
    {
        string text = Operator().Replace(method, match => match.Groups["name"].Value switch
        {
            "Implicit" => $"static implicit operator {match.Groups["type"].Value}(",
            "Equality" => "static bool operator ==(",
            "Inequality" => "static bool operator !=(",
            var name => throw new InvalidDataException($"The facts have an operator that the stubs do not know: {name}."),
        });
        return text + (bodiless ? ";" : " => throw null!;");
    }

    private static string PropertyOrFieldText(string member, bool bodiless)
    {
        if (!member.Contains(" { "))
        {
            return member + (member.StartsWith("static readonly ", StringComparison.Ordinal) ? " = default!;" : ";");
        }

        return bodiless ? member : Accessor().Replace(member, "$1 => throw null!;");
    }

    [GeneratedRegex(@"\w+")]
    private static partial Regex Identifier();

    [GeneratedRegex(@"\b(get|set|init);")]
    private static partial Regex Accessor();

    [GeneratedRegex(@"^static (?<type>\S+) op_(?<name>\w+)\(")]
    private static partial Regex Operator();
}
