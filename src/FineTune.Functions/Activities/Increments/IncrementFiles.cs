using System.Text;
using FineTune.Core.Examples;
using FineTune.Core.Storage;
using FineTune.Datasets.Increments;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Validation;
using FineTune.Functions.Activities.Intake;
using FineTune.Functions.Contracts.Datasets;
using FineTune.Synthesis.Candidates;

namespace FineTune.Functions.Activities.Increments;

/// <summary>Writes the files of an increment and counts what goes into each.</summary>
internal sealed class IncrementFiles(IBlobStore store, string lineage, string datasetId) : IDisposable
{
    private readonly RowWriter _accepted = new(store, BlobPaths.Accepted(lineage, datasetId));
    private readonly RowWriter _rejected = new(store, BlobPaths.Rejected(lineage, datasetId));
    private readonly RowWriter _unscored = new(store, BlobPaths.Unscored(lineage, datasetId));
    private readonly Dictionary<SplitKind, RowWriter> _splits = new()
    {
        [SplitKind.Train] = new RowWriter(store, BlobPaths.Train(lineage, datasetId)),
        [SplitKind.Validation] = new RowWriter(store, BlobPaths.Validation(lineage, datasetId)),
        [SplitKind.Retention] = new RowWriter(store, BlobPaths.Retention(lineage, datasetId)),
    };

    private long _rejectedByRules;
    private long _rejectedByJudges;
    private long _filtered;
    private long _acceptedDrop;
    private long _acceptedGenerated;
    private long _trainTokens;

    public async Task WriteAsync(IncrementDraft draft, CancellationToken cancellationToken)
    {
        var files = new ValidationFiles(lineage, datasetId);
        await foreach (var row in store.ReadRowsAsync<RejectedRow>(files.RejectedByRules, cancellationToken))
        {
            await _rejected.WriteAsync(row, cancellationToken);
            _rejectedByRules++;
        }

        await using var source = await store.OpenReadAsync(BlobPaths.Source(lineage, datasetId), cancellationToken: cancellationToken)
            ?? throw new InvalidOperationException($"{BlobPaths.Source(lineage, datasetId)} is gone. Drop the file again.");
        var bytes = new ForwardReader(source.Content);
        await foreach (var row in store.ReadRowsAsync<SourceRow>(files.Validated, cancellationToken))
        {
            await WriteDropRowAsync(row, draft, bytes, cancellationToken);
        }

        foreach (var (row, fate) in draft.Candidates)
        {
            await WriteCandidateAsync(row, fate, draft, cancellationToken);
        }
    }

    public async Task<IncrementManifest> CommitAsync(IncrementDraft draft, CancellationToken cancellationToken)
    {
        var files = new List<ManifestFile> { await _accepted.CommitAsync(cancellationToken), await _rejected.CommitAsync(cancellationToken) };
        foreach (var kind in new[] { SplitKind.Retention, SplitKind.Train })
        {
            files.Add(await _splits[kind].CommitAsync(cancellationToken));
        }

        if (draft.Answers.Count > 0)
        {
            files.Insert(1, await WriteAnswersAsync(draft, cancellationToken));
        }

        files.Add(await _unscored.CommitAsync(cancellationToken));
        files.Add(await _splits[SplitKind.Validation].CommitAsync(cancellationToken));
        var totals = draft.Totals;
        var counts = new IncrementCounts(
            totals.Lines, totals.Blank, totals.Valid, _rejectedByRules, draft.Candidates.Count, _filtered, _rejectedByJudges, _unscored.Rows,
            _acceptedDrop, _acceptedGenerated, _splits[SplitKind.Train].Rows, _splits[SplitKind.Validation].Rows, _splits[SplitKind.Retention].Rows,
            totals.Expanded);
        return new IncrementManifest(lineage, datasetId, counts, _trainTokens, files, draft.Split) { Generation = draft.Generation };
    }

    public void Dispose()
    {
        foreach (var writer in _splits.Values.Concat([_accepted, _rejected, _unscored]))
        {
            writer.Dispose();
        }
    }

    private async Task<ManifestFile> WriteAnswersAsync(IncrementDraft draft, CancellationToken cancellationToken)
    {
        using var answers = new RowWriter(store, BlobPaths.Answers(lineage, datasetId));
        foreach (var task in draft.Answers)
        {
            await answers.WriteAsync(task, cancellationToken);
        }

        return await answers.CommitAsync(cancellationToken);
    }

    private async Task WriteDropRowAsync(SourceRow source, IncrementDraft draft, ForwardReader bytes, CancellationToken cancellationToken)
    {
        var row = source.Row;
        var fate = draft.FateOf(row);
        switch (fate.Kind)
        {
            case FateKind.Accepted:
                _acceptedDrop++;
                await AcceptAsync(new AcceptedRow(row.Id, ExampleOrigin.Drop, row.Line, row.Tokens, fate.Score, draft.Splits[row.Id], row.Example), cancellationToken);
                break;
            case FateKind.Unscored:
                await _unscored.WriteAsync(new UnscoredRow(row.Id, ExampleOrigin.Drop, row.Line, fate.Reason!, row.Example), cancellationToken);
                break;
            default:
                _rejectedByJudges++;
                var raw = await bytes.ReadAsync(source.Offset, source.Length, cancellationToken);
                var line = new JsonlLine(row.Line, source.Offset, source.Length, raw, TooLong: false);
                var rejected = LineValidator.ToRejected(line, row.Line, [RuleBook.Finding(RuleIds.BelowThreshold, row.Line)]);
                await _rejected.WriteAsync(rejected with { Id = row.Id }, cancellationToken);
                break;
        }
    }

    private async Task WriteCandidateAsync(GeneratedRow row, RowFate fate, IncrementDraft draft, CancellationToken cancellationToken)
    {
        switch (fate.Kind)
        {
            case FateKind.Accepted:
                _acceptedGenerated++;
                await AcceptAsync(new AcceptedRow(row.Id, ExampleOrigin.Generated, null, row.Tokens, fate.Score, draft.Splits[row.Id], row.Example!), cancellationToken);
                break;
            case FateKind.Unscored:
                await _unscored.WriteAsync(new UnscoredRow(row.Id, ExampleOrigin.Generated, null, fate.Reason!, row.Example!), cancellationToken);
                break;
            case FateKind.Filtered:
                _filtered++;
                break;
            default:
                _rejectedByJudges++;
                var raw = Encoding.UTF8.GetString(ExampleJson.ToTrainingLine(row.Example!));
                await _rejected.WriteAsync(
                    new RejectedRow(ExampleOrigin.Generated, row.Id, null, null, null, [RuleBook.Finding(RuleIds.BelowThreshold, 0)], raw, null),
                    cancellationToken);
                break;
        }
    }

    private async Task AcceptAsync(AcceptedRow row, CancellationToken cancellationToken)
    {
        await _accepted.WriteAsync(row, cancellationToken);
        await _splits[row.Split].WriteLineAsync(ExampleJson.ToTrainingLine(row.Example), cancellationToken);
        if (row.Split == SplitKind.Train)
        {
            _trainTokens += row.Tokens;
        }
    }
}
