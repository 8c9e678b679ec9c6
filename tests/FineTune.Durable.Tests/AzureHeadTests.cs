using FineTune.Durable.Tests.Heads;
using Microsoft.CodeAnalysis;

namespace FineTune.Durable.Tests;

/// <summary>
/// The Azure head builds: its sources, Program.cs included, compile against stubs that have the real names and nothing but the
/// members of the facts file. Both heads are compiled once; most tests look at one more source in what was compiled.
/// </summary>
public sealed class AzureHeadTests
{
    private static readonly Lazy<Compilation> Azure = new(() => HeadCompiler.Compile(Head.Azure(), HeadCompiler.Stubs, Specimen));

    private static readonly Lazy<Compilation> Local = new(() => HeadCompiler.Compile(Head.Local(), HeadCompiler.Mirror, Specimen));

    private static string Specimen => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "UsesOfTheModel.cs"));

    [Fact]
    public void Stubs_GeneratedFromFacts_Compile() => AssertCompiles(HeadCompiler.CompileStubs());

    [Fact]
    public void AzureHead_AgainstRealNames_Compiles() => AssertCompiles(Azure.Value);

    [Fact]
    public void LocalHead_AgainstTheMirror_Compiles() => AssertCompiles(Local.Value);

    [Fact]
    public void AzureHead_ScanningForDrops_CompilesToo()
    {
        Head scanning = Head.Azure(scans: true);
        string[] used = [.. scanning.Files.Where(file => File.ReadAllText(file).Contains("BlobSource", StringComparison.Ordinal))];

        Compilation compilation = HeadCompiler.Compile(scanning, HeadCompiler.Stubs);

        Assert.NotEmpty(used);
        Assert.DoesNotContain(
            compilation.SyntaxTrees
                .Where(tree => used.Contains(tree.FilePath))
                .SelectMany(tree => compilation.GetSemanticModel(tree).GetDiagnostics()),
            diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    [Theory]
    [InlineData("_ = context.WaitForExternalEvents<string>(\"a\");", "CS1061")]
    [InlineData("_ = context.CallActivityAsync(\"a\", 1, null, 2);", "CS1501")]
    [InlineData("_ = context.CreateTimer(System.TimeSpan.Zero);", "CS1501")]
    [InlineData("_ = new FineTune.Durable.TaskName(\"a\");", "CS0234")]
    [InlineData("RetryContext? ambiguous = null;", "CS0104")]
    public void AzureHead_UsingWhatTheFactsLack_DoesNotCompile(string statement, string error)
    {
        string source = $"internal static class Extra {{ public static void Use(TaskOrchestrationContext context) {{ {statement} }} }}";

        Assert.Contains(HeadCompiler.ErrorsOf(Azure.Value, source), line => line.Contains(error));
    }

    /// <summary>What the embedded host cannot honour is not in its model; docs/durable-parity.md quotes these messages.</summary>
    [Theory]
    [InlineData("_ = client.CreateCheckStatusResponseAsync(null!, \"id\");", "'DurableTaskClient' does not contain a definition for 'CreateCheckStatusResponseAsync'")]
    [InlineData("_ = client.CreateHttpManagementPayload(\"id\");", "'DurableTaskClient' does not contain a definition for 'CreateHttpManagementPayload'")]
    [InlineData("_ = client.GetOrchestrationHistoryAsync(\"id\");", "'DurableTaskClient' does not contain a definition for 'GetOrchestrationHistoryAsync'")]
    [InlineData("_ = FunctionsApplication.CreateBuilder([]);", "The name 'FunctionsApplication' does not exist in the current context")]
    [InlineData("IFunctionsWorkerMiddleware? middleware = null;", "The type or namespace name 'IFunctionsWorkerMiddleware' could not be found")]
    [InlineData("System.Type type = typeof(QueueTriggerAttribute);", "The type or namespace name 'QueueTriggerAttribute' could not be found")]
    public void LocalHead_UsingWhatTheModelLeavesOut_DoesNotCompile(string statement, string message)
    {
        string source = $"internal static class Extra {{ public static void Use(DurableTaskClient client) {{ {statement} }} }}";

        Assert.Contains(HeadCompiler.ErrorsOf(Local.Value, source), line => line.Contains(message));
    }

    [Fact]
    public void LocalHead_WithAmbiguousName_DoesNotCompileEither() => Assert.Contains(
        HeadCompiler.ErrorsOf(Local.Value, "internal static class Extra { public static RetryContext? Ambiguous; }"),
        line => line.Contains("CS0104"));

    [Fact]
    public void BothHeads_EveryCall_BindsToTheSameOverload()
    {
        string[] ours = [.. Bindings.Of(Local.Value, IsShared)];
        string[] real = [.. Bindings.Of(Azure.Value, IsShared)];

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
}
