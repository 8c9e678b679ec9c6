using FineTune.Core.Models.Endpoints;

namespace FineTune.Core.Models.Jobs;

/// <summary>
/// Training files and fine-tuning jobs of one endpoint. No call that creates something is retried: a lost reply surfaces as
/// <see cref="ProviderException"/> of kind <see cref="ProviderErrorKind.Ambiguous"/>, and the caller looks before it tries again.
/// All failures are <see cref="ProviderException"/>s.
/// </summary>
public interface IFineTuningService : IProviderFiles
{
    /// <summary>Creates a paid job. Never retried inside.</summary>
    Task<TrainingJob> CreateJobAsync(CreateJobRequest request, CancellationToken cancellationToken = default);

    /// <summary>Null when the provider has no such job.</summary>
    Task<TrainingJob?> GetJobAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>
    /// The newest job with this ledger key in its metadata; falls back to training file id and suffix where the provider ignores metadata. Null when there is none.
    /// </summary>
    Task<TrainingJob?> FindJobAsync(string ledgerKey, string trainingFile, string suffix, CancellationToken cancellationToken = default);

    Task<TrainingJob> CancelJobAsync(string jobId, CancellationToken cancellationToken = default);

    Task<IReadOnlyList<JobEvent>> ListEventsAsync(string jobId, CancellationToken cancellationToken = default);

    Task<IReadOnlyList<JobCheckpoint>> ListCheckpointsAsync(string jobId, CancellationToken cancellationToken = default);

    /// <summary>Null when the provider does not know the model. The shutdown date where it tells one.</summary>
    Task<ProviderModel?> GetModelAsync(string model, CancellationToken cancellationToken = default);
}
