using FineTune.Core.Models.Endpoints;
using FineTune.Core.Models.Jobs;

namespace FineTune.Core.Models.Batches;

/// <summary>
/// Batches of chat calls at one endpoint, and the files they are made of (purpose <c>batch</c>, never with a byte order mark). The one
/// call that costs money is never retried: a lost reply surfaces as <see cref="ProviderErrorKind.Ambiguous"/>, and the caller looks
/// before it tries again. All failures are <see cref="ProviderException"/>s.
/// </summary>
public interface IBatchService : IProviderFiles
{
    /// <summary>
    /// One line of a request file, its '\n' included: the body is that of a single call, the path and the name of the model are those
    /// that the endpoint wants in batches. The same request gives the same bytes.
    /// </summary>
    ReadOnlyMemory<byte> WriteLine(string model, BatchRequest request);

    /// <summary>Creates a paid batch over an uploaded file that is ready. Never retried inside.</summary>
    /// <param name="metadata">Carries <c>ledger_key</c>, by which a lost reply is found again.</param>
    Task<ModelBatch> CreateBatchAsync(
        string inputFileId, IReadOnlyDictionary<string, string> metadata, CancellationToken cancellationToken = default);

    /// <summary>Null when the provider has no such batch.</summary>
    Task<ModelBatch?> GetBatchAsync(string batchId, CancellationToken cancellationToken = default);

    /// <summary>
    /// The newest batch with this ledger key in its metadata; where the provider dropped the metadata, the newest over the input file.
    /// Null when there is none.
    /// </summary>
    /// <param name="inputFileId">Null: not known, so only the key counts.</param>
    Task<ModelBatch?> FindBatchAsync(string ledgerKey, string? inputFileId, CancellationToken cancellationToken = default);

    /// <summary>Asks for an end; what is finished by then is kept and billed. A batch that has ended does not change.</summary>
    Task<ModelBatch> CancelBatchAsync(string batchId, CancellationToken cancellationToken = default);

    /// <summary>
    /// What the output file and then the error file of a batch hold, line by line, in the provider's order. None while there is no file.
    /// A line that cannot be read is an answer without an id.
    /// </summary>
    IAsyncEnumerable<BatchAnswer> ReadAnswersAsync(ModelBatch batch, CancellationToken cancellationToken = default);
}
