using FineTune.Durable.Tests.Heads;
using Microsoft.CodeAnalysis;

namespace FineTune.Durable.Tests;

/// <summary>
/// The Azure head builds: its sources, Program.cs included, compile against stubs that have the real names and nothing but the
/// members of the facts file.
/// </summary>
public sealed class AzureHeadTests
{
    private static string Specimen => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "UsesOfTheModel.cs"));

    [Fact]
    public void Stubs_GeneratedFromFacts_Compile() => AssertCompiles(HeadCompiler.CompileStubs());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AzureHead_AgainstRealNames_Compiles(bool scans) =>
        AssertCompiles(HeadCompiler.Compile(Head.Azure(scans), HeadCompiler.Stubs));

    [Fact]
    public void AzureHead_WithEveryUseOfTheModel_Compiles() =>
        AssertCompiles(HeadCompiler.Compile(WithoutProgram(Head.Azure()), HeadCompiler.Stubs, Specimen));

    [Theory]
    [InlineData("_ = context.WaitForExternalEvents<string>(\"a\");", "CS1061")]
    [InlineData("_ = context.CallActivityAsync(\"a\", 1, null, 2);", "CS1501")]
    [InlineData("_ = context.CreateTimer(System.TimeSpan.Zero);", "CS1501")]
    [InlineData("_ = new FineTune.Durable.TaskName(\"a\");", "CS0234")]
    [InlineData("RetryContext? ambiguous = null;", "CS0104")]
    public void AzureHead_UsingWhatTheFactsLack_DoesNotCompile(string statement, string error)
    {
        string source = $"internal static class Extra {{ public static void Use(TaskOrchestrationContext context) {{ {statement} }} }}";

        IReadOnlyList<string> errors = HeadCompiler.Errors(HeadCompiler.Compile(WithoutProgram(Head.Azure()), HeadCompiler.Stubs, source));

        Assert.Contains(errors, line => line.StartsWith("further0.cs", StringComparison.Ordinal) && line.Contains(error));
    }

    [Fact]
    public void LocalHead_WithAmbiguousName_DoesNotCompileEither()
    {
        Compilation local = HeadCompiler.Compile(
            Head.Local(), HeadCompiler.Mirror, "internal static class Extra { public static RetryContext? Ambiguous; }");

        Assert.Contains(HeadCompiler.Errors(local), line => line.Contains("CS0104"));
    }

    [Fact]
    public void BothHeads_EveryCall_BindsToTheSameOverload()
    {
        Compilation local = HeadCompiler.Compile(Head.Local(), HeadCompiler.Mirror, Specimen);
        Compilation azure = HeadCompiler.Compile(WithoutProgram(Head.Azure()), HeadCompiler.Stubs, Specimen);
        AssertCompiles(local);

        string[] ours = [.. Bindings.Of(local, IsShared)];
        string[] real = [.. Bindings.Of(azure, IsShared)];

        Assert.True(ours.Length > 50, $"Only {ours.Length} calls were found.");
        Assert.Equal(real, ours);
    }

    private static void AssertCompiles(Compilation compilation)
    {
        IReadOnlyList<string> errors = HeadCompiler.Errors(compilation);
        Assert.True(errors.Count == 0, string.Join('\n', errors));
    }

    private static bool IsShared(SyntaxTree tree) =>
        Head.SharedFiles.Contains(tree.FilePath) || tree.FilePath.StartsWith("further", StringComparison.Ordinal);

    // Program.cs has top-level statements and calls the composition of the providers; the other parts are checked without it.
    private static Head WithoutProgram(Head head) =>
        head with { Files = [.. head.Files.Where(file => Path.GetFileName(file) != "Program.cs")] };
}
