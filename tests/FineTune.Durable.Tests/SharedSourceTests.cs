using FineTune.Durable.Tests.Heads;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FineTune.Durable.Tests;

/// <summary>The sources of the function app do not know which head they are built for.</summary>
public sealed class SharedSourceTests
{
    private static readonly string[] HeadNamespaces =
        ["Microsoft.DurableTask", "Microsoft.Azure.Functions", "DurableTask.Core", "FineTune.Durable"];

    [Fact]
    public void AppSources_Always_HaveNoConditionalCompilation() =>
        Assert.DoesNotContain(Head.SourcesOf(Head.AppFolder), file => HasConditional(File.ReadAllText(file)));

    [Fact]
    public void AppSources_Always_NameNeitherHead() =>
        Assert.Empty(
            from file in Head.SourcesOf(Head.AppFolder)
            from name in NamesOfHeads(File.ReadAllText(file))
            select $"{Path.GetRelativePath(Head.Root, file)}: {name}");

    [Theory]
    [InlineData("using Microsoft.DurableTask;")]
    [InlineData("using static Microsoft.Azure.Functions.Worker.Extensions;")]
    [InlineData("global using X = FineTune.Durable.TaskName;")]
    [InlineData("class A { FineTune.Durable.Client.PurgeResult? b; }")]
    [InlineData("class A { object b = global::DurableTask.Core.X.Y; }")]
    public void NamesOfHeads_SourceThatNamesOne_FindsIt(string source) => Assert.NotEmpty(NamesOfHeads(source));

    [Theory]
    [InlineData("// about FineTune.Durable\nusing FineTune.Core.Storage;\nclass A { string b = \"Microsoft.DurableTask\"; }")]
    public void NamesOfHeads_CommentsAndStrings_AreFine(string source) => Assert.Empty(NamesOfHeads(source));

    [Theory]
    [InlineData("#if X\n#endif", true)]
    [InlineData("class A { }\n  #if DEBUG\n#endif", true)]
    [InlineData("#nullable disable\nclass A { string b = \"#if\"; }", false)]
    public void HasConditional_Directives_AreToldApart(string source, bool expected) => Assert.Equal(expected, HasConditional(source));

    private static bool HasConditional(string source) =>
        CSharpSyntaxTree.ParseText(source).GetRoot().DescendantTrivia(descendIntoTrivia: true).Any(trivia => trivia.IsKind(SyntaxKind.IfDirectiveTrivia));

    private static IEnumerable<string> NamesOfHeads(string source) =>
        from node in CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes()
        where node is QualifiedNameSyntax or MemberAccessExpressionSyntax
        let name = node.ToString().Replace("global::", "")
        where HeadNamespaces.Any(ns => name == ns || name.StartsWith(ns + ".", StringComparison.Ordinal))
        select name;
}
