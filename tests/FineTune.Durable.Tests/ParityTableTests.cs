using System.Text.RegularExpressions;
using FineTune.Durable.Tests.Heads;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FineTune.Durable.Tests;

/// <summary>docs/durable-parity.md claims nothing without a test: every verdict names one that exists, every refusal quotes a message that a test expects.</summary>
public sealed partial class ParityTableTests
{
    private static readonly string[] Areas =
    [
        "Serialisation", "Exceptions", "Timers and events", "Replay rules", "Retry", "Client", "Worker host", "Blob trigger", "Timer trigger",
        "Seen end to end",
    ];

    private static readonly string[] Document = File.ReadAllLines(Path.Combine(Head.Root, "docs", "durable-parity.md"));

    private static readonly string[] TestSources =
    [
        .. Directory.EnumerateDirectories(Path.Combine(Head.Root, "tests"), "FineTune.Durable*.Tests")
            .SelectMany(Head.SourcesOf)
            .Where(file => Path.GetFileName(file) != $"{nameof(ParityTableTests)}.cs")
            .Select(File.ReadAllText),
    ];

    private static readonly Lazy<HashSet<string>> TestNames = new(() => [.. TestSources.SelectMany(NamesOfTests)]);

    public static TheoryData<string> Verdicts => [.. Document.Where(IsRow).Select(row => Cells(row)[1])];

    [Fact]
    public void Document_Areas_AreThoseOfTheSemanticsAndHaveRows()
    {
        Assert.Equal(Areas, Document.Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]));
        foreach (string area in Areas)
        {
            IEnumerable<string> rows = Document.SkipWhile(line => line != $"## {area}").Skip(1)
                .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)).Where(IsRow);
            Assert.True(rows.Any(), $"'{area}' has no row.");
        }

        Assert.All(Document.Where(IsRow), row => Assert.True(Cells(row).Length == 2, $"Not two cells: {row}"));
    }

    [Theory]
    [MemberData(nameof(Verdicts))]
    public void Verdict_OfEveryRow_IsSameStricterOrRefusedAndNamesItsTests(string verdict)
    {
        Match match = VerdictForm().Match(verdict);
        Assert.True(match.Success, $"Not '*same* (`Test`)', '*stricter* (`Test`)' or '*refused*: \"message\" (`Test`)': {verdict}");

        string[] tests = [.. TestName().Matches(match.Groups["tests"].Value).Select(test => test.Value)];
        Assert.NotEmpty(tests);
        Assert.All(tests, test => Assert.True(TestNames.Value.Contains(test), $"There is no test {test}."));

        Assert.Equal(match.Groups["verdict"].Value == "refused", match.Groups["message"].Success);
        if (match.Groups["message"].Success)
        {
            string message = match.Groups["message"].Value;
            Assert.True(TestSources.Any(source => source.Contains(message, StringComparison.Ordinal)), $"No test expects the message: {message}");
        }
    }

    [Fact]
    public void Document_Wording_AdmitsNoApproximation() =>
        Assert.DoesNotContain(Document, line => line.Contains("approximat", StringComparison.OrdinalIgnoreCase));

    private static bool IsRow(string line) =>
        line.StartsWith("| ", StringComparison.Ordinal) && line is not "| The real one | Ours |" and not "| --- | --- |";

    private static string[] Cells(string row) => [.. CellBorder().Split(row.Trim().Trim('|')).Select(cell => cell.Trim())];

    private static IEnumerable<string> NamesOfTests(string source) =>
        from method in CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
        where method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() is "Fact" or "Theory")
        let type = method.Ancestors().OfType<TypeDeclarationSyntax>().First()
        select $"{type.Identifier.Text}.{method.Identifier.Text}";

    [GeneratedRegex(@"^\*(?<verdict>same|stricter|refused)\*(: ""(?<message>[^""]+)"")? \((?<tests>`[^)]+`)\)(: .+)?$")]
    private static partial Regex VerdictForm();

    [GeneratedRegex(@"(?<=`)\w+\.\w+(?=`)")]
    private static partial Regex TestName();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex CellBorder();
}
