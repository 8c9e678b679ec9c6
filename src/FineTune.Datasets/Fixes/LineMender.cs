using System.Text.Json;
using FineTune.Datasets.Json;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Shapes;

namespace FineTune.Datasets.Fixes;

/// <summary>Mends a line as far as that takes no guessing. A mended line is not mended again: the second time changes nothing.</summary>
internal static class LineMender
{
    /// <summary>One mend can bring the need of another to light; no line needs nearly as many.</summary>
    private const int MaxRounds = 50;

    private static readonly ILineMend[] Mends =
    [
        new ByteOrderMarkMend(), new CharacterMend(RuleIds.NulCharacter, TextFaults.Nul), new CharacterMend(RuleIds.ControlCharacter, TextFaults.Control),
        new LegacyFunctionsMend(), new UnknownKeyMend(), new WeightMend(), new ToolCallMend(), new LoneOptionMend(),
    ];

    /// <summary>The rules of the mends.</summary>
    public static IEnumerable<string> Rules => Mends.Select(mend => mend.Rule);

    public static (byte[] Line, IReadOnlyList<string> Rules) Mend(byte[] line, IReadOnlySet<string> rules)
    {
        var applied = new List<string>();
        for (var round = 0; round < MaxRounds; round++)
        {
            var findings = Look(line, out _);
            var mended = Mends
                .Where(mend => rules.Contains(mend.Rule) && findings.Any(finding => finding.Rule == mend.Rule) && CanBeParsed(findings, mend.Rule))
                .Select(mend => (mend.Rule, Line: mend.Mend(line, findings)))
                .FirstOrDefault(mend => mend.Line is not null);
            if (mended.Line is null)
            {
                break;
            }

            line = mended.Line;
            applied.Add(mended.Rule);
        }

        return (line, [.. applied.Distinct()]);
    }

    /// <summary>All structural findings of a line.</summary>
    /// <param name="read">What the line says; null when an error keeps it from saying anything.</param>
    public static IReadOnlyList<Finding> Look(ReadOnlyMemory<byte> line, out ReadLine? read)
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

    /// <summary>NUL characters and a byte order mark are mended first; other faults of the JSON itself stop all mending.</summary>
    private static bool CanBeParsed(IReadOnlyList<Finding> findings, string rule) =>
        rule == RuleIds.NotJson || !findings.Any(finding => finding.Rule
            is RuleIds.NotUtf8 or RuleIds.NotJson or RuleIds.NotAnObject or RuleIds.TooDeep or RuleIds.DuplicateKey or RuleIds.LoneSurrogate
            || (finding.Rule == RuleIds.NulCharacter && rule != RuleIds.NulCharacter));
}
