using System.Text.Json;
using FineTune.Datasets.Json;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Shapes;

namespace FineTune.Datasets.Fixes;

/// <summary>Fixes a line as far as that needs no guessing. A fixed line is not fixed again: the second time changes nothing.</summary>
internal static class LineFixer
{
    /// <summary>One fix can reveal another problem; no line needs nearly this many.</summary>
    private const int MaxRounds = 50;

    private static readonly ILineFix[] Fixes =
    [
        new ByteOrderMarkFix(), new CharacterFix(RuleIds.NulCharacter, TextFaults.Nul), new CharacterFix(RuleIds.ControlCharacter, TextFaults.Control),
        new LegacyFunctionsFix(), new UnknownKeyFix(), new WeightFix(), new ToolCallFix(), new LoneOptionFix(),
    ];

    /// <summary>The rules of the fixes.</summary>
    public static IEnumerable<string> Rules => Fixes.Select(fix => fix.Rule);

    public static (byte[] Line, IReadOnlyList<string> Rules) Fix(byte[] line, IReadOnlySet<string> rules)
    {
        var applied = new List<string>();
        for (var round = 0; round < MaxRounds; round++)
        {
            var findings = Inspect(line, out _);
            var fixedLine = Fixes
                .Where(fix => rules.Contains(fix.Rule) && findings.Any(finding => finding.Rule == fix.Rule) && CanBeParsed(findings, fix.Rule))
                .Select(fix => (fix.Rule, Line: fix.Fix(line, findings)))
                .FirstOrDefault(fix => fix.Line is not null);
            if (fixedLine.Line is null)
            {
                break;
            }

            line = fixedLine.Line;
            applied.Add(fixedLine.Rule);
        }

        return (line, [.. applied.Distinct()]);
    }

    /// <summary>All structural findings of a line.</summary>
    /// <param name="read">What the line says; null when an error keeps it from saying anything.</param>
    public static IReadOnlyList<Finding> Inspect(ReadOnlyMemory<byte> line, out ReadLine? read)
    {
        read = null;
        var findings = new LineFindings(0, int.MaxValue);
        JsonInspector.Inspect(line.Span, findings);
        if (!findings.HasError)
        {
            using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = JsonInspector.MaxDepth });
            read = ShapeReader.Read(document.RootElement, findings);
        }

        return findings.All;
    }

    /// <summary>NUL characters and a byte order mark are fixed first; other errors in the JSON itself prevent any fix.</summary>
    private static bool CanBeParsed(IReadOnlyList<Finding> findings, string rule) =>
        rule == RuleIds.NotJson || !findings.Any(finding => finding.Rule
            is RuleIds.NotUtf8 or RuleIds.NotJson or RuleIds.NotAnObject or RuleIds.TooDeep or RuleIds.DuplicateKey or RuleIds.LoneSurrogate
            || (finding.Rule == RuleIds.NulCharacter && rule != RuleIds.NulCharacter));
}
