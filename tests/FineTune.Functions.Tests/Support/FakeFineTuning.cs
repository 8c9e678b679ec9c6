using System.Text;
using FineTune.Core.Models.Jobs;

namespace FineTune.Functions.Tests.Support;

/// <summary>A provider's files and jobs in memory. <see cref="OnCreate"/> makes creations go wrong, before or after the job exists.</summary>
internal sealed class FakeFineTuning(TimeProvider time) : IFineTuningService
{
    public List<TrainingJob> Jobs { get; } = [];

    public List<CreateJobRequest> Requests { get; } = [];

    public List<TrainingFile> Files { get; } = [];

    public List<string> Cancelled { get; } = [];

    public List<JobCheckpoint> Checkpoints { get; } = [];

    /// <summary>Whether jobs show up in the list yet.</summary>
    public bool ListIsStale { get; set; }

    public Exception? OnCreate { get; set; }

    /// <summary>The job exists although the call failed.</summary>
    public bool CreatedAllTheSame { get; set; }

    /// <summary>Creations hang until they are given up.</summary>
    public bool NeverReplies { get; set; }

    public Exception? OnUpload { get; set; }

    public Exception? OnDelete { get; set; }

    public JobState FileState { get; set; } = JobState.Succeeded;

    public ProviderModel? Model { get; set; } = new("base-1", null);

    public Task<TrainingFile> UploadFileAsync(Stream content, string fileName, CancellationToken cancellationToken = default)
    {
        var file = new TrainingFile($"file-{Files.Count + 1}", fileName, content.Length, FileState, "processed");
        Files.Add(file);
        return OnUpload is { } failure ? Task.FromException<TrainingFile>(failure) : Task.FromResult(file);
    }

    public Task<TrainingFile?> GetFileAsync(string fileId, CancellationToken cancellationToken = default) =>
        Task.FromResult(Files.Find(file => file.Id == fileId));

    public Task<IReadOnlyList<TrainingFile>> ListFilesAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<TrainingFile>>([.. Files]);

    public Task<Stream> DownloadFileAsync(string fileId, CancellationToken cancellationToken = default) =>
        Task.FromResult<Stream>(new MemoryStream(Encoding.UTF8.GetBytes("step,train_loss\n1,0.5\n")));

    public Task<bool> DeleteFileAsync(string fileId, CancellationToken cancellationToken = default) => OnDelete is { } failure
        ? Task.FromException<bool>(failure)
        : Task.FromResult(Files.RemoveAll(file => file.Id == fileId) > 0);

    public async Task<TrainingJob> CreateJobAsync(CreateJobRequest request, CancellationToken cancellationToken = default)
    {
        Requests.Add(request);
        if (NeverReplies)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        if (OnCreate is null || CreatedAllTheSame)
        {
            Jobs.Add(Job($"ftjob-{Jobs.Count + 1}", JobState.Waiting));
        }

        return OnCreate is { } failure ? throw failure : Jobs[^1];
    }

    public Task<TrainingJob?> GetJobAsync(string jobId, CancellationToken cancellationToken = default) =>
        Task.FromResult(Jobs.Find(job => job.Id == jobId));

    public Task<TrainingJob?> FindJobAsync(string ledgerKey, string trainingFile, string suffix, CancellationToken cancellationToken = default) =>
        Task.FromResult(ListIsStale ? null : Jobs.LastOrDefault());

    public Task<TrainingJob> CancelJobAsync(string jobId, CancellationToken cancellationToken = default)
    {
        Cancelled.Add(jobId);
        return Task.FromResult(Job(jobId, JobState.Cancelled));
    }

    public Task<IReadOnlyList<JobEvent>> ListEventsAsync(string jobId, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<JobEvent>>([]);

    public Task<IReadOnlyList<JobCheckpoint>> ListCheckpointsAsync(string jobId, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<JobCheckpoint>>(Checkpoints);

    public Task<ProviderModel?> GetModelAsync(string model, CancellationToken cancellationToken = default) => Task.FromResult(Model);

    public TrainingJob Job(string id, JobState state, string? model = null, long? tokens = null) => new(
        id, state, state.ToString(), "base-1", model, tokens, null, model is null ? [] : ["file-results"],
        new ResolvedHyperparameters(3, 1, 1), time.GetUtcNow(), null, null);
}
