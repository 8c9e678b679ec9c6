using FineTune.Durable.Tests.Facts;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FineTune.Durable.Tests.Heads;

/// <summary>Which overload every call of a compilation is bound to, in the names of the real programming model.</summary>
internal static class Bindings
{
    public static IEnumerable<string> Of(Compilation compilation, Func<SyntaxTree, bool> selected)
    {
        foreach (SyntaxTree tree in compilation.SyntaxTrees.Where(selected))
        {
            SemanticModel model = compilation.GetSemanticModel(tree);
            foreach (SyntaxNode node in tree.GetRoot().DescendantNodes())
            {
                if (node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or AttributeSyntax
                    && model.GetSymbolInfo(node).Symbol is IMethodSymbol method)
                {
                    string position = $"{Path.GetFileName(tree.FilePath)}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
                    yield return $"{position} {Namespaces.ToReal(method.ToDisplayString())}";
                }
            }
        }
    }
}
