using FineTune.Durable.Tests.Facts;
using FineTune.Durable.Tests.Heads;
using Microsoft.CodeAnalysis.CSharp;

namespace FineTune.Durable.Tests;

/// <summary>
/// The contract suite of the embedded engine talks to the programming model only: with the namespaces of the real packages and
/// another harness the very same sources compile against those.
/// </summary>
public sealed class ContractSourcesTests
{
    private const string OtherHarness = """
        namespace FineTune.DurableContract;

        internal static class Harness
        {
            public static Task<TestHost> StartAsync(TestFunctions functions, TestSettings settings, Microsoft.Extensions.Logging.ILoggerFactory? loggers) => throw null!;
        }
        """;

    private static readonly string Folder = Path.Combine(Head.Root, "tests", "FineTune.Durable.Sqlite.Tests", "Contract");

    private static readonly (string Path, string Text)[] Sources =
        [.. Head.SourcesOf(Folder).Where(file => Path.GetFileName(file) != "Harness.cs").Select(file => (file, File.ReadAllText(file)))];

    [Fact]
    public void Contract_OutsideTheHarness_NamesNoEngine()
    {
        Assert.True(Sources.Length >= 12, $"Only {Sources.Length} sources were found in {Folder}.");
        Assert.Empty(Sources.Where(source => source.Text.Contains("Sqlite", StringComparison.OrdinalIgnoreCase)).Select(source => source.Path));
        Assert.All(Sources, source => Assert.Contains("namespace FineTune.DurableContract;\n", source.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Contract_AgainstRealNames_Compiles()
    {
        string usings = string.Concat(Head.ImplicitUsings.Append("Xunit").Select(name => $"global using {name};\n"));
        CSharpCompilation compilation = HeadCompiler.CompileTests(
            "Contract",
            [
                .. Sources.Select(source => (source.Path, ToReal(source.Text))),
                ("GlobalUsings.cs", usings),
                ("OtherHarness.cs", OtherHarness),
            ],
            HeadCompiler.Stubs);

        IReadOnlyList<string> errors = HeadCompiler.Errors(compilation);

        Assert.True(errors.Count == 0, string.Join('\n', errors));
    }

    /// <summary>The namespace of the suite itself only looks like one of the model.</summary>
    private static string ToReal(string text) => Namespaces.ToReal(text.Replace("FineTune.DurableContract", "ContractSuite", StringComparison.Ordinal))
        .Replace("ContractSuite", "FineTune.DurableContract", StringComparison.Ordinal);
}
