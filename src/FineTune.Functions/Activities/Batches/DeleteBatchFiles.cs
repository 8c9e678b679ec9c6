using FineTune.Core.Models;
using FineTune.Functions.Contracts.Batches;

namespace FineTune.Functions.Activities.Batches;

/// <summary>Deletes a batch's files at the provider, once its answers are stored: they hold row texts, and there is a limit to files.</summary>
public sealed class DeleteBatchFiles(IModelEndpoints endpoints)
{
    [Function(nameof(DeleteBatchFiles))]
    public async Task RunAsync([ActivityTrigger] PollBatchInput input, CancellationToken cancellationToken)
    {
        var service = endpoints.GetBatches(input.Endpoint);
        if (await service.GetBatchAsync(input.BatchId, cancellationToken) is not { } batch)
        {
            return;
        }

        foreach (var file in new[] { batch.InputFileId, batch.OutputFileId, batch.ErrorFileId }.Where(id => !string.IsNullOrEmpty(id)))
        {
            await service.DeleteFileAsync(file!, cancellationToken);
        }
    }
}
