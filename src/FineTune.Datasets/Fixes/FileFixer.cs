using FineTune.Core;
using FineTune.Core.Examples;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Fixes;

/// <summary>Fixes the lines of a file in their order. Keeps an id per example, to find those that occur again.</summary>
/// <param name="rules">What to fix, of <see cref="Fixable"/>.</param>
public sealed class FileFixer(IReadOnlySet<string> rules)
{
    /// <summary>Byte order mark, line ends, blank lines: what no rule is about, because it harms nothing here but elsewhere.</summary>
    public const string Layout = "layout";

    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>Everything that can be fixed: the ids of the fixable rules, and <see cref="Layout"/>.</summary>
    public static IReadOnlySet<string> Fixable { get; } =
        RuleBook.All.Where(rule => rule.Fixable).Select(rule => rule.Id).Append(Layout).ToHashSet(StringComparer.Ordinal);

    /// <summary>The fixed line. Never throws for what it holds; what is not understood stays byte for byte.</summary>
    /// <param name="line">Not one that is too long.</param>
    public FixedLine Fix(JsonlLine line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (line.IsBlank)
        {
            return rules.Contains(Layout) ? new FixedLine(null, [Layout]) : new FixedLine(line.Bytes, []);
        }

        var (bytes, applied) = LineFixer.Fix(line.Bytes.ToArray(), rules);
        return rules.Contains(RuleIds.DuplicateInDrop) && SaysNothingNew(bytes)
            ? new FixedLine(null, [RuleIds.DuplicateInDrop])
            : new FixedLine(bytes, applied);
    }

    private bool SaysNothingNew(byte[] line)
    {
        var findings = LineFixer.Inspect(line, out var read);
        if (read is null || findings.Any(finding => finding.Severity == Severity.Error))
        {
            return false;
        }

        // A pair that differs in its losing answer only is another pair.
        var changed = false;
        foreach (var example in read.Examples)
        {
            var id = ExampleId.Of(example.Example);
            changed |= _ids.Add(example.NonPreferred is { } other ? ContentId.Of(id, ExampleId.Of(new ChatExample(other))) : id);
        }

        return !changed;
    }
}
