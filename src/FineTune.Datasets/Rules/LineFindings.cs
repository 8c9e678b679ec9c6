using System.Text.Json;
using FineTune.Core;

namespace FineTune.Datasets.Rules;

/// <summary>The findings of one line. Keeps at most <see cref="Max"/> unless told otherwise, and always the first error, so that one broken line never floods a report.</summary>
internal sealed class LineFindings(long line, int max = LineFindings.Max)
{
    public const int Max = 20;

    private List<Finding>? _findings;

    public bool HasError { get; private set; }

    public IReadOnlyList<Finding> All => _findings ?? (IReadOnlyList<Finding>)[];

    /// <param name="severity">Where it is not the rule's own.</param>
    public void Add(string rule, string? message = null, string? path = null, Severity? severity = null)
    {
        var finding = RuleBook.Finding(rule, line, message, path, severity);
        if (_findings is { Count: <= Max } && _findings.Contains(finding))
        {
            return; // Instances of one task share their instruction.
        }

        var error = finding.Severity == Severity.Error;
        _findings ??= [];
        if (_findings.Count < max)
        {
            _findings.Add(finding);
        }
        else if (error && !HasError)
        {
            _findings[^1] = finding;
        }

        HasError |= error;
    }

    public void WrongType(string path, string wanted, JsonElement found) =>
        Add(RuleIds.WrongType, $"{path} must be {wanted}, not {JsonKind.Name(found.ValueKind)}.", path);
}
