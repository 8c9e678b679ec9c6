using FineTune.Core.Billing.Prices;
using FineTune.Core.Models;
using FineTune.Core.Storage;
using FineTune.Datasets.Lines;
using FineTune.Datasets.Shapes;
using FineTune.Datasets.Validation;
using FineTune.Functions.Contracts.Datasets;

namespace FineTune.Functions.Activities.Intake;

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
        var shapes = new ShapeCensus();
        var expanded = 0L;
        await foreach (var line in reader.ReadAsync(cancellationToken))
        {
            if (line.IsBlank)
            {
                continue;
            }

            var result = validator.Validate(line, line.Number);
            shapes.Add(result.Shape, line.Number);
            expanded += Math.Max(0, result.Rows.Count - 1);
            foreach (var (index, row) in result.Rows.Index())
            {
                await valid.WriteAsync(new SourceRow(line.Offset, line.Length, row, index == 0 ? result.Findings : []), cancellationToken);
            }

            if (result.Rows.Count == 0)
            {
                await rejected.WriteAsync(LineValidator.ToRejected(line, line.Number, result.Findings), cancellationToken);
            }
        }

        await valid.CommitAsync(cancellationToken);
        await rejected.CommitAsync(cancellationToken);
        return new RangeResult(input.Range.Number, reader.TotalLines, reader.BlankLines, valid.Rows, rejected.Rows, expanded, shapes.Counts);
    }
}
