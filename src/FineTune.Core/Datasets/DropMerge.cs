using System.Globalization;
using FineTune.Core.Datasets.Sets;

namespace FineTune.Core.Datasets;

/// <summary>
/// What validation decides over a whole drop, from its checked lines in file order: exact duplicates are rejected, rules are counted,
/// findings about the set are made. Keeps hashes and counters per row, no texts but those <paramref name="set"/> keeps.
/// </summary>
public sealed class DropMerge(SetAnalysis set)
{
    /// <summary>Findings that a summary names at most.</summary>
    public const int MaxFindings = 100;

    private const int KeptFindings = 10 * MaxFindings;
    private readonly HashSet<ulong> _ids = [];
    private readonly Dictionary<(string Rule, Severity Severity), long> _rules = [];
    private readonly List<Finding> _findings = [];
    private readonly List<Finding> _aboutTheSet = [];
    private long _lines;
    private long _blank;
    private long _valid;
    private long _rejected;
    private long _tokens;

    /// <summary>Lines added so far, blank ones included: what the line numbers of the next range start after.</summary>
    public long Lines => _lines;

    /// <summary>The findings about the whole set; all of them after <see cref="Complete"/>.</summary>
    public IReadOnlyList<Finding> AboutTheSet => _aboutTheSet;

    /// <summary>Takes a valid row. False: it repeats an earlier one, and the caller rejects it with <see cref="RuleIds.DuplicateInDrop"/>.</summary>
    public bool TryAccept(ValidatedRow row, IReadOnlyList<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (!_ids.Add(ulong.Parse(row.Id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)))
        {
            return false;
        }

        Count(findings);
        set.Add(row);
        _valid++;
        _tokens += row.Tokens;
        return true;
    }

    /// <summary>Counts a rejected row.</summary>
    public void Reject(IReadOnlyList<Finding> findings)
    {
        Count(findings);
        _rejected++;
    }

    /// <summary>Counts the lines of a range; call it after the range's rows.</summary>
    public void AddLines(long lines, long blank)
    {
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
        AddFindings(set.Findings());
        var rules = _rules.Select(r => new RuleCount(r.Key.Rule, r.Key.Severity, r.Value))
            .OrderByDescending(r => r.Count).ThenBy(r => r.Rule, StringComparer.Ordinal).ToList();
        var totals = new ValidationTotals(_lines - _blank, _blank, _valid, _rejected, _tokens, rules);
        return new ValidationSummary(totals, [.. _aboutTheSet.Concat(_findings).OrderBy(f => f.Line).Take(MaxFindings)]);
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
