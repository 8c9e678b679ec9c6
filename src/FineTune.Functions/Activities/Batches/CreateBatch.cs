using FineTune.Core.Billing;
using FineTune.Core.Models;
using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Jobs;
using FineTune.Core.Storage;
using FineTune.Functions.Activities.Creation;
using FineTune.Functions.Contracts.Batches;
using Microsoft.Extensions.Logging;

namespace FineTune.Functions.Activities.Batches;

/// <summary>
/// Creates a batch at most once (see <see cref="PaidCreation"/>). Its request file is uploaded first, outside the lease, and the call
/// waits until the provider says that the file is ready.
/// </summary>
public sealed class CreateBatch(IBlobStore store, IPaidCallLedger ledger, IModelEndpoints endpoints, TimeProvider time, ILogger<CreateBatch> logger)
{
    private const string Kind = "batch";

    [Function(nameof(CreateBatch))]
    public async Task<CreatedBatch> RunAsync([ActivityTrigger] CreateBatchInput input, CancellationToken cancellationToken)
    {
        var key = LedgerKey.OfBatch(input.ScopeId, input.File.ContentId, input.Ordinal);
        if (await ledger.GetAsync(input.Lineage, key, cancellationToken) is { ProviderId: { } known })
        {
            return new CreatedBatch(known, null, null);
        }

        var endpoint = endpoints.Describe(input.Endpoint);
        var service = endpoints.GetBatches(input.Endpoint);
        var file = await FileAsync(service, input, key, cancellationToken);
        if (!input.FindOnly && file?.State is not JobState.Succeeded)
        {
            return file?.State is JobState.Failed or JobState.Cancelled
                ? new CreatedBatch(null, null, $"The provider refused the batch file '{file.FileName}' ({file.RawStatus}).")
                : new CreatedBatch(null, (time.GetUtcNow() + endpoint.PollFirst).UtcDateTime, null);
        }

        var intent = new PaidIntent(input.Lineage, key, Kind, endpoint, input.FindOnly, "The work was stopped before its batch was created.");
        var call = new BatchCreation(service, input, key, file?.Id);
        var result = await new PaidCreation(ledger, time, logger).RunAsync(intent, call, cancellationToken);
        return new CreatedBatch(result.Id, result.RetryAt, result.Refusal);
    }

    private async Task<TrainingFile?> FileAsync(IBatchService service, CreateBatchInput input, string key, CancellationToken cancellationToken)
    {
        var upload = new UploadOnce(store);
        var memory = new BlobRef(input.File.Blob.Container, $"{input.File.Blob.Name}.{key}.file.json");
        return input.FindOnly
            ? await upload.KnownAsync(service, memory, cancellationToken)
            : await upload.EnsureAsync(service, memory, $"{input.Lineage}-{key}.jsonl", input.File.Blob, cancellationToken);
    }
}
