using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Profiles;

/// <summary>
/// The lines with the most severe findings, then the most; at most three whose findings are of the same rules, so that one frequent mistake does
/// not hide the others. Lines come in the order of the file; of equal ones the earlier stays.
/// </summary>
internal sealed class WorstLines(int max)
{
    public const int MaxAlike = 3;
    private const int MaxKinds = 1_000;
    private const int MaxProblems = 5;

    private readonly Dictionary<string, int> _kinds = new(StringComparer.Ordinal);
    private readonly SortedDictionary<(int Score, long Line), WorstLine> _lines = [];

    /// <param name="outline">Looked at only when the line is one of the worst so far.</param>
    public void Add(long line, bool rejected, IReadOnlyList<Finding> findings, Func<Finding, LineOutline> outline)
    {
        var score = -findings.Sum(finding => finding.Severity switch { Severity.Error => 100, Severity.Warning => 1, _ => 0 });
        if (score == 0 || (_lines.Count == max && (score, line).CompareTo(_lines.Last().Key) >= 0) || !IsWanted(findings))
        {
            return;
        }

        var worst = findings.OrderByDescending(finding => finding.Severity).ToList();
        var seen = outline(worst[0]);
        _lines[(score, line)] = new WorstLine(
            line, rejected, findings.Count, [.. worst.Take(MaxProblems).Select(f => new LineProblem(f.Rule, f.Severity, f.Path, f.Message))],
            seen.Turns, seen.MoreTurns, seen.Excerpt);
        if (_lines.Count > max)
        {
            _lines.Remove(_lines.Last().Key);
        }
    }

    public IReadOnlyList<WorstLine> Complete() => [.. _lines.Values];

    private bool IsWanted(IReadOnlyList<Finding> findings)
    {
        var kind = string.Join(' ', findings.Where(f => f.Severity != Severity.Info).Select(f => f.Rule).Distinct().Order(StringComparer.Ordinal));
        var alike = _kinds.GetValueOrDefault(kind);
        if (alike >= MaxAlike || (alike == 0 && _kinds.Count >= MaxKinds))
        {
            return false;
        }

        _kinds[kind] = alike + 1;
        return true;
    }
}
