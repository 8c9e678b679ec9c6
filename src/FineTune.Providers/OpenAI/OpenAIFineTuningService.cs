using System.Net.Http.Json;
using System.Text.Json;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Models.Jobs;
using FineTune.Providers.Endpoints;
using FineTune.Providers.Http;
using Microsoft.Extensions.Logging;

namespace FineTune.Providers.OpenAI;

/// <summary>Files and fine-tuning jobs of the OpenAI protocol: OpenAI, Azure's v1 surface and the local provider alike.</summary>
internal sealed class OpenAIFineTuningService(ProviderHttp http, EndpointSettings settings, ILogger<OpenAIFineTuningService> log) : IFineTuningService
{
    private readonly JobJson _json = new(settings.Kind, log);
    private readonly ProviderPages _pages = new(http, settings);
    private readonly ProviderFiles _files = new(http, settings, log, "fine-tune", "training file");

    public Task<TrainingFile> UploadFileAsync(Stream content, string fileName, CancellationToken cancellationToken = default) =>
        _files.UploadAsync(content, fileName, cancellationToken);

    public Task<TrainingFile?> GetFileAsync(string fileId, CancellationToken cancellationToken = default) => _files.GetAsync(fileId, cancellationToken);

    public Task<IReadOnlyList<TrainingFile>> ListFilesAsync(CancellationToken cancellationToken = default) => _files.ListAsync(cancellationToken);

    public async Task<Stream> DownloadFileAsync(string fileId, CancellationToken cancellationToken = default) =>
        await ResultsCsv.UnwrapAsync(await _files.DownloadAsync(fileId, cancellationToken), cancellationToken);

    public Task<bool> DeleteFileAsync(string fileId, CancellationToken cancellationToken = default) => _files.DeleteAsync(fileId, cancellationToken);

    public async Task<TrainingJob> CreateJobAsync(CreateJobRequest request, CancellationToken cancellationToken = default)
    {
        using var content = JsonContent.Create(JobRequestJson.Create(request, settings.Kind));
        await content.LoadIntoBufferAsync(cancellationToken);
        var what = What($"creation of a fine-tuning job on '{request.Model}'");
        var job = _json.Job(await http.SendAsync(HttpMethod.Post, At("fine_tuning/jobs"), content, what, CallKind.Create, null, cancellationToken));
        return job.Id.Length > 0
            ? job
            : throw new ProviderException(ProviderErrorKind.Ambiguous, $"{what}: the response names no job. Check before you try again.");
    }

    public async Task<TrainingJob?> GetJobAsync(string jobId, CancellationToken cancellationToken = default) =>
        await http.ReadAsync(At($"fine_tuning/jobs/{Escape(jobId)}"), What($"job {jobId}"), null, cancellationToken) is { } job ? _json.Job(job) : null;

    public async Task<TrainingJob?> FindJobAsync(
        string ledgerKey, string trainingFile, string suffix, CancellationToken cancellationToken = default)
    {
        var match = new JobMatch(ledgerKey, trainingFile, JobRequestJson.Suffix(suffix, settings.Kind));
        return await FindAsync($"metadata%5B{JobMatch.LedgerKey}%5D={Escape(ledgerKey)}&limit=100", match.ByKey, tolerant: true, cancellationToken)
            ?? await FindAsync("limit=100", match.ByKeyOrFile, tolerant: false, cancellationToken);
    }

    public async Task<TrainingJob> CancelJobAsync(string jobId, CancellationToken cancellationToken = default)
    {
        try
        {
            return _json.Job(await http.SendAsync(
                HttpMethod.Post, At($"fine_tuning/jobs/{Escape(jobId)}/cancel"), null, What($"cancellation of job {jobId}"), CallKind.Repeatable, null, cancellationToken));
        }
        catch (ProviderException error) when (error.Status is 400 or 409)
        {
            // A job that has ended cannot be cancelled: that is what was wanted.
            var job = await GetJobAsync(jobId, cancellationToken);
            if (job is not { State: JobState.Succeeded or JobState.Failed or JobState.Cancelled })
            {
                throw;
            }

            return job;
        }
    }

    public async Task<IReadOnlyList<JobCheckpoint>> ListCheckpointsAsync(string jobId, CancellationToken cancellationToken = default)
    {
        List<JobCheckpoint> checkpoints = [];
        await foreach (var item in _pages.ReadAsync($"fine_tuning/jobs/{Escape(jobId)}/checkpoints", "limit=100", $"checkpoints of job {jobId}", cancellationToken))
        {
            checkpoints.Add(JobJson.Checkpoint(item));
        }

        return checkpoints;
    }

    public async Task<ProviderModel?> GetModelAsync(string model, CancellationToken cancellationToken = default)
    {
        if (await http.ReadAsync(At($"models/{Escape(model)}"), What($"model '{model}'"), null, cancellationToken) is not { } found)
        {
            return null;
        }

        var end = found.Moment("shutdown_date") ?? found.Object("deprecation")?.Moment("inference");
        return new ProviderModel(found.Text("id") ?? model, end is { } date ? DateOnly.FromDateTime(date.UtcDateTime) : null);
    }

    /// <summary>The newest match. A provider that refuses the filter is asked without it.</summary>
    private async Task<TrainingJob?> FindAsync(string query, Func<JsonElement, bool> matches, bool tolerant, CancellationToken cancellationToken)
    {
        try
        {
            List<JsonElement> found = [];
            await foreach (var job in _pages.ReadAsync("fine_tuning/jobs", query, "search for a job", cancellationToken))
            {
                if (matches(job))
                {
                    found.Add(job);
                }
            }

            return found.Count == 0 ? null : _json.Job(found.MaxBy(j => j.Moment("created_at") ?? DateTimeOffset.UnixEpoch));
        }
        catch (ProviderException error) when (tolerant && error.Kind == ProviderErrorKind.Invalid)
        {
            return null;
        }
    }

    private Uri At(string path) => new(settings.ApiRoot, path);

    private string What(string call) => $"Endpoint '{settings.Name}', {call}";

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
