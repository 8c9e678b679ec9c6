using System.Runtime.CompilerServices;
using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Models;
using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Storage;
using FineTune.Functions.Contracts.Batches;
using FineTune.Synthesis.Batches;

namespace FineTune.Functions.Activities.Batches;

/// <summary>
/// Stores the answers of a batch that has ended under the calls of their windows, also those of a batch that ended early, and writes the requests left over into a file of
/// their own. Doing it again stores nothing twice and asks nothing again that has its answer.
/// </summary>
public sealed class JoinBatch(
    IBlobStore store, IModelEndpoints endpoints, IPriceBook prices, IAccount account, ITokenCounter tokens, TimeProvider time)
{
    [Function(nameof(JoinBatch))]
    public async Task<JoinedBatch> RunAsync([ActivityTrigger] JoinBatchInput input, CancellationToken cancellationToken)
    {
        var files = new BatchFiles(store);
        var join = await files.JoinAsync(input.Batch.File, cancellationToken);
        var logs = await OpenAsync(input, join, cancellationToken);
        var left = 0;
        try
        {
            await foreach (var answer in AnswersAsync(input, cancellationToken))
            {
                if (join.Take(answer) is { } outcome)
                {
                    left += await StoreAsync(logs, outcome, cancellationToken) ? 0 : 1;
                }
            }
        }
        catch (ProviderException e) when (e.Kind == ProviderErrorKind.NotFound)
        {
            // The provider no longer has the batch's files: what was not stored before is asked again.
        }
        finally
        {
            // Answers that were paid for are kept whatever came after them.
            foreach (var log in logs.Values)
            {
                await log.FlushAsync(CancellationToken.None);
            }
        }

        var rest = join.Rest.Count == 0 ? null : await RestAsync(files, input, join.Rest, cancellationToken);
        return new JoinedBatch(join.Answered, join.Failed, join.Repeated, join.Unknown, join.Rest.Count, rest, left);
    }

    private async IAsyncEnumerable<BatchAnswer> AnswersAsync(JoinBatchInput input, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var service = endpoints.GetBatches(input.Batch.Model.Endpoint);
        if (await service.GetBatchAsync(input.BatchId, cancellationToken) is { } batch)
        {
            await foreach (var answer in service.ReadAnswersAsync(batch, cancellationToken))
            {
                yield return answer;
            }
        }
    }

    private static async Task<bool> StoreAsync(Dictionary<int, IAnswerLog> logs, BatchOutcome outcome, CancellationToken cancellationToken) =>
        BatchCallId.Parse(outcome.CustomId) is { } id && logs.TryGetValue(id.Window, out var log) && await log.AddAsync(id.Key, outcome, cancellationToken);

    /// <summary>The logs of the windows that the batch is for. What they hold already is known to the join.</summary>
    private async Task<Dictionary<int, IAnswerLog>> OpenAsync(JoinBatchInput input, BatchJoin join, CancellationToken cancellationToken)
    {
        var batched = BatchedCalls.Of(input.Calls.Kind, store, endpoints, prices, account, tokens, time);
        var factor = endpoints.Describe(input.Batch.Model.Endpoint).Batches?.PriceFactor ?? 1;
        var logs = new Dictionary<int, IAnswerLog>();
        foreach (var calls in join.Rest.GroupBy(id => BatchCallId.Parse(id)?.Window))
        {
            if (input.Calls.Windows.FirstOrDefault(window => window.Window.Number == calls.Key) is { } window)
            {
                var log = await batched.OpenAsync(window, input.Batch.Model, factor, cancellationToken);
                logs.Add(window.Window.Number, log);
                calls.Where(id => log.IsStored(BatchCallId.Parse(id)!.Value.Key)).ToList().ForEach(join.Known);
            }
        }

        return logs;
    }

    private async Task<BatchRequestFile?> RestAsync(BatchFiles files, JoinBatchInput input, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var offer = endpoints.Describe(input.Batch.Model.Endpoint).Batches!;
        var blob = input.Batch.File.Blob;
        var written = await files.WriteRestAsync(
            [input.Batch.File], ids.ToHashSet(StringComparer.Ordinal), offer, _ => new BlobRef(blob.Container, $"{blob.Name}.rest.jsonl"), cancellationToken);
        return written.Files is [var file] ? file : null;
    }
}
