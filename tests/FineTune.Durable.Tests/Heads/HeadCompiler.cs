using System.Collections.Immutable;
using System.Reflection;
using FineTune.Durable.Tests.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace FineTune.Durable.Tests.Heads;

/// <summary>Compiles a head in memory, source generators included, against the frameworks and packages that it builds with.</summary>
public static class HeadCompiler
{
    /// <summary>What lies beside the tests and is no part of either head.</summary>
    private static readonly string[] NotReferenced =
        ["FineTune.Durable", "FineTune.Functions", "FineTune.Testing", "Castle.", "Microsoft.CodeAnalysis", "Microsoft.Testing", "Moq", "xunit"];

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, DocumentationMode.None);

    private static readonly ImmutableArray<MetadataReference> Platform =
    [
        .. from path in ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
           where !NotReferenced.Any(prefix => Path.GetFileName(path).StartsWith(prefix, StringComparison.Ordinal))
           select MetadataReference.CreateFromFile(path),
    ];

    private static readonly ImmutableArray<MetadataReference> TestFramework =
    [
        .. from path in ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
           where Path.GetFileName(path).StartsWith("xunit", StringComparison.Ordinal)
           select MetadataReference.CreateFromFile(path),
    ];

    private static readonly ImmutableArray<ISourceGenerator> Generators =
    [
        .. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "source-generators.txt"))
            .SelectMany(path => new AnalyzerFileReference(path, new Loader()).GetGenerators(LanguageNames.CSharp)),
    ];

    private static readonly Lazy<MetadataReference> StubReference = new(() =>
    {
        CSharpCompilation stubs = CompileStubs();
        using MemoryStream image = new();
        if (!stubs.Emit(image).Success)
        {
            throw new InvalidOperationException("The stubs do not compile; AzureHeadTests says why.");
        }

        return MetadataReference.CreateFromImage(image.ToArray());
    });

    /// <summary>The real programming model as far as the facts describe it.</summary>
    public static MetadataReference Stubs => StubReference.Value;

    /// <summary>The mirrored programming model.</summary>
    public static MetadataReference Mirror { get; } = MetadataReference.CreateFromFile(typeof(TaskOrchestrationContext).Assembly.Location);

    public static CSharpCompilation CompileStubs() => CSharpCompilation.Create(
        "Stubs",
        [Parse(StubWriter.Write(FactFile.Types.Values), "Stubs.cs")],
        Platform,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>Compiles a head, with further sources where a test wants some.</summary>
    public static Compilation Compile(Head head, MetadataReference model, params IEnumerable<string> furtherSources)
    {
        IEnumerable<SyntaxTree> trees = head.Files
            .Select(file => Parse(File.ReadAllText(file), file))
            .Concat(furtherSources.Select((source, n) => Parse(source, $"further{n}.cs")))
            .Append(Parse(string.Concat(head.GlobalUsings.Select(name => $"global using {name};\n")), "GlobalUsings.cs"));
        bool isProgram = head.Files.Any(file => Path.GetFileName(file) == "Program.cs");
        CSharpCompilation compilation = CSharpCompilation.Create(
            head.Name,
            trees,
            Platform.Add(model),
            new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create(Generators, parseOptions: ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out _);
        return generated;
    }

    /// <summary>Compiles sources of tests; xunit is there for them too.</summary>
    public static CSharpCompilation CompileTests(string name, IEnumerable<(string Path, string Text)> sources, MetadataReference model) => CSharpCompilation.Create(
        name,
        sources.Select(source => Parse(source.Text, source.Path)),
        [.. Platform, .. TestFramework, model],
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>The errors of one more source in a compilation that exists.</summary>
    public static IReadOnlyList<string> ErrorsOf(Compilation compilation, string source, string path = "further.cs")
    {
        SyntaxTree tree = Parse(source, path);
        return Lines(compilation.AddSyntaxTrees(tree).GetSemanticModel(tree).GetDiagnostics());
    }

    /// <summary>Errors as lines that say where.</summary>
    public static IReadOnlyList<string> Errors(Compilation compilation) => Lines(compilation.GetDiagnostics());

    private static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, ParseOptions, path);

    private static IReadOnlyList<string> Lines(IEnumerable<Diagnostic> diagnostics) =>
        [.. diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.ToString())];

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
            // The generators need nothing but the compiler, which is loaded.
        }

        public Assembly LoadFromPath(string fullPath) => Assembly.LoadFrom(fullPath);
    }
}
