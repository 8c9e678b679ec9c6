using FineTune.Core.Datasets;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Core.Money;
using FineTune.Core.Storage;

namespace FineTune.Functions.Activities;

/// <summary>Checks the lines of one byte range of the source, and keeps the valid ones as chat and the others byte for byte.</summary>
public sealed class ValidateRange(IBlobStore store, ITokenCounter tokens, IModelEndpoints endpoints, IPriceBook prices)
{
    [Function(nameof(ValidateRange))]
    public async Task<RangeResult> RunAsync([ActivityTrigger] RangeInput input, CancellationToken cancellationToken)
    {
        var model = input.Trainer.PricedAs ?? input.Trainer.Model;
        var limit = prices.Find(endpoints.Describe(input.Trainer.Endpoint).Kind, model)?.MaxExampleTokens ?? LineValidator.DefaultMaxExampleTokens;
        var validator = new LineValidator(tokens, model, limit, input.Safety);
        var start = Math.Max(0, input.Range.Start - 1);
        await using var source = await store.OpenReadAsync(BlobPaths.Source(input.Lineage, input.DatasetId), start, cancellationToken: cancellationToken)
            ?? throw new InvalidOperationException($"{BlobPaths.Source(input.Lineage, input.DatasetId)} is gone. Drop the file again.");

        using var valid = new RowWriter(store, BlobPaths.ValidationPart(input.Lineage, input.DatasetId, input.Range.Number, "valid"));
        using var rejected = new RowWriter(store, BlobPaths.ValidationPart(input.Lineage, input.DatasetId, input.Range.Number, "rejected"));
        var reader = new JsonlRangeReader(source.Content, input.Range, input.Range.Start == 0);
        await foreach (var line in reader.ReadAsync(cancellationToken))
        {
            if (line.IsBlank)
            {
                continue;
            }

            var result = validator.Validate(line, line.Number);
            if (result.Row is { } row)
            {
                await valid.WriteAsync(new SourceRow(line.Offset, line.Length, row, result.Findings), cancellationToken);
            }
            else
            {
                await rejected.WriteAsync(LineValidator.ToRejected(line, line.Number, result.Findings), cancellationToken);
            }
        }

        await valid.CommitAsync(cancellationToken);
        await rejected.CommitAsync(cancellationToken);
        return new RangeResult(input.Range.Number, reader.TotalLines, reader.BlankLines, valid.Rows, rejected.Rows);
    }
}

/// <summary>A range to check.</summary>
/// <param name="Safety">The lineage's policy; the defaults where it is null.</param>
public sealed record RangeInput(string Lineage, string DatasetId, ByteRange Range, ModelChoice Trainer, SafetySettings? Safety = null);

/// <summary>What a range holds.</summary>
/// <param name="Lines">All lines, blank ones included.</param>
public sealed record RangeResult(int Range, long Lines, long Blank, long Valid, long Rejected);

/// <summary>A valid row together with its place in the source (validated.jsonl).</summary>
public sealed record SourceRow(long Offset, long Length, ValidatedRow Row, IReadOnlyList<Finding> Findings);
