using FineTune.Core.Storage;
using FineTune.Datasets.Analysis;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Validation;
using FineTune.Functions.Contracts.Datasets;
using FineTune.Synthesis.Candidates;

namespace FineTune.Functions.Activities.Intake;

/// <summary>The running state of <see cref="MergeValidation"/>: ranges come in order, rows go out with their final line numbers.</summary>
internal sealed class ValidationMerge(IBlobStore store, ValidationFiles files, ForwardReader source, SetAnalysis set, DropMerge drop, SeedPool seeds) : IDisposable
{
    private readonly RowWriter _valid = new(store, files.Validated);
    private readonly RowWriter _rejected = new(store, files.RejectedByRules);
    private readonly RowWriter _rejectedCopy = new(store, BlobPaths.Rejected(files.Lineage, files.DatasetId));
    private readonly List<long> _index = [];

    public async Task AddAsync(RangeResult part, CancellationToken cancellationToken)
    {
        var rejectedPart = BlobPaths.ValidationPart(files.Lineage, files.DatasetId, part.Range, "rejected");
        await using var rejected = store.ReadRowsAsync<RejectedRow>(rejectedPart, cancellationToken).GetAsyncEnumerator(cancellationToken);
        var more = await rejected.MoveNextAsync();

        var validPart = BlobPaths.ValidationPart(files.Lineage, files.DatasetId, part.Range, "valid");
        await foreach (var row in store.ReadRowsAsync<SourceRow>(validPart, cancellationToken))
        {
            for (; more && rejected.Current.Line < row.Row.Line; more = await rejected.MoveNextAsync())
            {
                await RejectShiftedAsync(rejected.Current, cancellationToken);
            }

            await AddAsync(row with { Row = row.Row with { Line = row.Row.Line + drop.Lines }, Findings = Shift(row.Findings) }, cancellationToken);
        }

        for (; more; more = await rejected.MoveNextAsync())
        {
            await RejectShiftedAsync(rejected.Current, cancellationToken);
        }

        drop.AddLines(part.Lines, part.Blank, part.Shapes ?? [], part.Expanded);
    }

    /// <inheritdoc cref="DropMerge.AddFindings"/>
    public void AddFindings(IReadOnlyList<Finding> findings) => drop.AddFindings(findings);

    public async Task<ValidationSummary> CommitAsync(CancellationToken cancellationToken)
    {
        _index.Add(_valid.Position);
        await _valid.CommitAsync(cancellationToken);
        await _rejected.CommitAsync(cancellationToken);
        await _rejectedCopy.CommitAsync(cancellationToken);
        var summary = drop.Complete();
        using var groups = new RowWriter(store, files.Groups);
        foreach (var row in set.Groups())
        {
            await groups.WriteAsync(row, cancellationToken);
        }

        await groups.CommitAsync(cancellationToken);
        await store.WriteJsonAsync(files.Index, _index, cancellationToken: cancellationToken);
        return summary;
    }

    public void Dispose()
    {
        _valid.Dispose();
        _rejected.Dispose();
        _rejectedCopy.Dispose();
    }

    private async Task AddAsync(SourceRow row, CancellationToken cancellationToken)
    {
        if (!drop.TryAccept(row.Row, row.Findings, out var findings))
        {
            var bytes = await source.ReadAsync(row.Offset, row.Length, cancellationToken);
            var line = new JsonlLine(row.Row.Line, row.Offset, row.Length, bytes, TooLong: false);
            await RejectAsync(LineValidator.ToRejected(line, row.Row.Line, findings) with { Id = row.Row.Id }, cancellationToken);
            return;
        }

        seeds.Add(row.Row);
        if (_valid.Rows % MergeValidation.WindowRows == 0)
        {
            _index.Add(_valid.Position);
        }

        await _valid.WriteAsync(row with { Findings = findings }, cancellationToken);
    }

    private Task RejectShiftedAsync(RejectedRow row, CancellationToken cancellationToken) =>
        RejectAsync(row with { Line = row.Line + drop.Lines, Findings = Shift(row.Findings) }, cancellationToken);

    private async Task RejectAsync(RejectedRow row, CancellationToken cancellationToken)
    {
        drop.Reject(row.Findings, () => row.Raw);
        await _rejected.WriteAsync(row, cancellationToken);
        await _rejectedCopy.WriteAsync(row, cancellationToken);
    }

    private List<Finding> Shift(IReadOnlyList<Finding> findings) => [.. findings.Select(f => f with { Line = f.Line + drop.Lines })];
}
