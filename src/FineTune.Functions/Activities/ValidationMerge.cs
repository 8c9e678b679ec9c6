using FineTune.Core.Datasets;
using FineTune.Core.Datasets.Sets;
using FineTune.Core.Storage;

namespace FineTune.Functions.Activities;

/// <summary>The running state of <see cref="MergeValidation"/>: ranges come in order, rows go out with their final line numbers.</summary>
internal sealed class ValidationMerge(IBlobStore store, ValidationFiles files, ForwardReader source, SetAnalysis set) : IDisposable
{
    private readonly RowWriter _valid = new(store, files.Validated);
    private readonly RowWriter _rejected = new(store, files.RejectedByRules);
    private readonly RowWriter _rejectedCopy = new(store, BlobPaths.Rejected(files.Lineage, files.DatasetId));
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Rule, Severity Severity), long> _rules = [];
    private readonly List<Finding> _findings = [];
    private readonly List<Finding> _aboutTheSet = [];
    private readonly List<long> _index = [];
    private long _lines;
    private long _blank;
    private readonly ShapeCensus _shapes = new();
    private long _tokens;
    private long _expanded;

    public async Task AddAsync(RangeResult part, CancellationToken cancellationToken)
    {
        var rejectedPart = BlobPaths.ValidationPart(files.Lineage, files.DatasetId, part.Range, "rejected");
        await foreach (var row in store.ReadRowsAsync<RejectedRow>(rejectedPart, cancellationToken))
        {
            await RejectAsync(row with { Line = row.Line + _lines, Findings = Shift(row.Findings) }, cancellationToken);
        }

        var validPart = BlobPaths.ValidationPart(files.Lineage, files.DatasetId, part.Range, "valid");
        await foreach (var row in store.ReadRowsAsync<SourceRow>(validPart, cancellationToken))
        {
            await AddAsync(row with { Row = row.Row with { Line = row.Row.Line + _lines }, Findings = Shift(row.Findings) }, cancellationToken);
        }

        _shapes.Add(part.Shapes ?? [], _lines);
        _expanded += part.Expanded;
        _lines += part.Lines;
        _blank += part.Blank;
    }

    /// <summary>Findings about the whole set. They count once each and reject nothing.</summary>
    public void AddFindings(IReadOnlyList<Finding> findings)
    {
        _aboutTheSet.AddRange(findings);
        CountRules(findings);
    }

    public async Task<ValidationSummary> CommitAsync(CancellationToken cancellationToken)
    {
        AddFindings(_shapes.Findings());
        AddFindings(set.Findings());
        _index.Add(_valid.Position);
        await _valid.CommitAsync(cancellationToken);
        await _rejected.CommitAsync(cancellationToken);
        await _rejectedCopy.CommitAsync(cancellationToken);
        await store.WriteJsonAsync(files.Index, _index, cancellationToken: cancellationToken);
        var rules = _rules.Select(r => new RuleCount(r.Key.Rule, r.Key.Severity, r.Value))
            .OrderByDescending(r => r.Count).ThenBy(r => r.Rule, StringComparer.Ordinal).ToList();
        var totals = new ValidationTotals(_lines - _blank, _blank, _valid.Rows, _rejected.Rows, _tokens, rules, _expanded, _shapes.Shape);
        return new ValidationSummary(totals, [.. _aboutTheSet.Concat(_findings).OrderBy(f => f.Line).Take(MergeValidation.MaxFindings)]);
    }

    public void Dispose()
    {
        _valid.Dispose();
        _rejected.Dispose();
        _rejectedCopy.Dispose();
    }

    private async Task AddAsync(SourceRow row, CancellationToken cancellationToken)
    {
        if (!_ids.Add(row.Row.Id))
        {
            var bytes = await source.ReadAsync(row.Offset, row.Length, cancellationToken);
            var line = new JsonlLine(row.Row.Line, row.Offset, row.Length, bytes, TooLong: false);
            var finding = RuleBook.Finding(RuleIds.DuplicateInDrop, row.Row.Line);
            await RejectAsync(LineValidator.ToRejected(line, row.Row.Line, [finding]) with { Id = row.Row.Id }, cancellationToken);
            return;
        }

        if (_valid.Rows % MergeValidation.WindowRows == 0)
        {
            _index.Add(_valid.Position);
        }

        Count(row.Findings);
        set.Add(row.Row);
        _tokens += row.Row.Tokens;
        await _valid.WriteAsync(row, cancellationToken);
    }

    private async Task RejectAsync(RejectedRow row, CancellationToken cancellationToken)
    {
        Count(row.Findings);
        await _rejected.WriteAsync(row, cancellationToken);
        await _rejectedCopy.WriteAsync(row, cancellationToken);
    }

    private void Count(IReadOnlyList<Finding> findings)
    {
        CountRules(findings);
        _findings.AddRange(findings.Take((10 * MergeValidation.MaxFindings) - _findings.Count));
    }

    private void CountRules(IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            var key = (finding.Rule, finding.Severity);
            _rules[key] = _rules.GetValueOrDefault(key) + 1;
        }
    }

    private List<Finding> Shift(IReadOnlyList<Finding> findings) => [.. findings.Select(f => f with { Line = f.Line + _lines })];
}
