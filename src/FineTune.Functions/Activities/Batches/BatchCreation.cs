using FineTune.Core.Models.Batches;
using FineTune.Functions.Activities.Creation;
using FineTune.Functions.Contracts.Batches;

namespace FineTune.Functions.Activities.Batches;

/// <summary>The paid call of a batch.</summary>
/// <param name="fileId">Null: not known (only where nothing is created).</param>
internal sealed class BatchCreation(IBatchService service, CreateBatchInput input, string ledgerKey, string? fileId) : IPaidCall
{
    public string Name => $"batch {input.Ordinal} over {input.File.Blob}";

    public async Task<string> PostAsync(CancellationToken cancellationToken)
    {
        var metadata = new Dictionary<string, string> { ["scope_id"] = input.ScopeId, ["ledger_key"] = ledgerKey, ["lineage"] = input.Lineage };
        return (await service.CreateBatchAsync(fileId!, metadata, cancellationToken)).Id;
    }

    public async Task<string?> FindAsync(CancellationToken cancellationToken) =>
        (await service.FindBatchAsync(ledgerKey, fileId, cancellationToken))?.Id;
}
