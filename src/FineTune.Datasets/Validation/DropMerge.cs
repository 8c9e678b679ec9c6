using System.Globalization;
using FineTune.Core.Text;
using FineTune.Datasets.Analysis;
using FineTune.Datasets.Profiles;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Shapes;

namespace FineTune.Datasets.Validation;

/// <summary>
/// What validation decides over a whole drop, from its checked lines in file order: exact duplicates are rejected, rules are counted,
/// findings about the set are made. Keeps some 20 bytes a row in memory, and no texts.
/// </summary>
/// <param name="profiler">Gathers the drop's profile; one of its own where it is null.</param>
public sealed class DropMerge(SetAnalysis set, DatasetProfiler? profiler = null)
{
    /// <summary>Findings that a summary names at most.</summary>
    public const int MaxFindings = 100;

    private const int KeptFindings = 10 * MaxFindings;
    private readonly DatasetProfiler _profiler = profiler ?? new DatasetProfiler();
    private readonly HashSet64 _ids = new();
    private readonly Dictionary<(string Rule, Severity Severity), long> _rules = [];
    private readonly List<Finding> _findings = [];
    private readonly List<Finding> _aboutTheSet = [];
    private readonly ShapeCensus _shapes = new();
    private long _lines;
    private long _blank;
    private long _valid;
    private long _rejected;
    private long _tokens;
    private long _expanded;

    /// <summary>Lines added so far, blank ones included: what the line numbers of the next range start after.</summary>
    public long Lines => _lines;

    /// <summary>The findings about the whole set; all of them after <see cref="Complete"/>.</summary>
    public IReadOnlyList<Finding> AboutTheSet => _aboutTheSet;

    /// <summary>
    /// Takes a valid row. False: it repeats an earlier one or must not be trained on, and the caller rejects it with <paramref name="all"/>.
    /// </summary>
    /// <param name="findings">What the rules say about the line.</param>
    /// <param name="all">These, and what comes of comparing the row with others.</param>
    public bool TryAccept(ValidatedRow row, IReadOnlyList<Finding> findings, out IReadOnlyList<Finding> all)
    {
        ArgumentNullException.ThrowIfNull(row);
        var id = ulong.Parse(row.Id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        all = _ids.Contains(id) ? [RuleBook.Finding(RuleIds.DuplicateInDrop, row.Line)]
            : set.Compare(row) is { Count: > 0 } compared ? [.. findings, .. compared]
            : findings;
        if (all.Any(finding => finding.Severity == Severity.Error))
        {
            return false;
        }

        _ids.Add(id);
        Count(all);
        set.Add(row);
        _profiler.Add(row, all);
        _valid++;
        _tokens += row.Tokens;
        return true;
    }

    /// <summary>Counts a rejected row.</summary>
    /// <param name="raw">The line as text, for the profile; asked for only when it is one of the worst so far.</param>
    public void Reject(IReadOnlyList<Finding> findings, Func<string?>? raw = null)
    {
        Count(findings);
        _profiler.AddRejected(findings, raw);
        _rejected++;
    }

    /// <summary>Counts the lines of a range; call it after the range's rows.</summary>
    /// <param name="shapes">With line numbers of the range.</param>
    /// <param name="expanded">Examples beyond the first of their line.</param>
    public void AddLines(long lines, long blank, IReadOnlyList<ShapeCount> shapes, long expanded)
    {
        _shapes.Add(shapes, _lines);
        _expanded += expanded;
        _lines += lines;
        _blank += blank;
    }

    /// <summary>Findings about the whole set. They count once each and reject nothing.</summary>
    public void AddFindings(IReadOnlyList<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        _aboutTheSet.AddRange(findings);
        CountRules(findings);
    }

    /// <summary>The totals of all that was added. To be called once, at the end.</summary>
    public ValidationSummary Complete()
    {
        _ids.Clear();
        AddFindings(_shapes.Findings());
        var whole = set.Complete();
        AddFindings(whole.Findings);
        foreach (var more in whole.Unlisted)
        {
            _rules[(more.Rule, more.Severity)] = _rules.GetValueOrDefault((more.Rule, more.Severity)) + more.Count;
        }

        var rules = _rules.Select(r => new RuleCount(r.Key.Rule, r.Key.Severity, r.Value))
            .OrderByDescending(r => r.Count).ThenBy(r => r.Rule, StringComparer.Ordinal).ToList();
        var totals = new ValidationTotals(_lines - _blank, _blank, _valid, _rejected, _tokens, rules, _expanded, _shapes.Shape);
        return new ValidationSummary(totals, [.. _aboutTheSet.Concat(_findings).OrderBy(f => f.Line).Take(MaxFindings)]) { Profile = _profiler.Complete(set) };
    }

    private void Count(IReadOnlyList<Finding> findings)
    {
        CountRules(findings);
        _findings.AddRange(findings.Take(KeptFindings - _findings.Count));
    }

    private void CountRules(IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            var key = (finding.Rule, finding.Severity);
            _rules[key] = _rules.GetValueOrDefault(key) + 1;
        }
    }
}
