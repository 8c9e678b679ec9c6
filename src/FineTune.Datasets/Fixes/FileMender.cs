using FineTune.Core;
using FineTune.Core.Examples;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Fixes;

/// <summary>Mends the lines of a file in their order. Keeps an id per example, to find those that occur again.</summary>
/// <param name="rules">What to mend, of <see cref="Mendable"/>.</param>
public sealed class FileMender(IReadOnlySet<string> rules)
{
    /// <summary>Byte order mark, line ends, blank lines: what no rule is about, because it harms nothing here but elsewhere.</summary>
    public const string Layout = "layout";

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>Everything that can be mended: the ids of the mendable rules, and <see cref="Layout"/>.</summary>
    public static IReadOnlySet<string> Mendable { get; } =
        RuleBook.All.Where(rule => rule.Mendable).Select(rule => rule.Id).Append(Layout).ToHashSet(StringComparer.Ordinal);

    /// <summary>The mended line. Never throws for what it holds; what is not understood stays byte for byte.</summary>
    /// <param name="line">Not one that is too long.</param>
    public MendedLine Mend(JsonlLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (line.IsBlank)
        {
            return rules.Contains(Layout) ? new MendedLine(null, [Layout]) : new MendedLine(line.Bytes, []);
        }

        var (bytes, applied) = LineMender.Mend(line.Bytes.ToArray(), rules);
        return rules.Contains(RuleIds.DuplicateInDrop) && SaysNothingNew(bytes)
            ? new MendedLine(null, [RuleIds.DuplicateInDrop])
            : new MendedLine(bytes, applied);
    }

    private bool SaysNothingNew(byte[] line)
    {
        var findings = LineMender.Look(line, out var read);
        if (read is null || findings.Any(finding => finding.Severity == Severity.Error))
        {
            return false;
        }

        // A pair that differs in its losing answer only is another pair.
        var news = false;
        foreach (var example in read.Examples)
        {
            var id = ExampleId.Of(example.Example);
            news |= _ids.Add(example.NonPreferred is { } other ? ContentId.Of(id, ExampleId.Of(new ChatExample(other))) : id);
        }

        return !news;
    }
}
