using System.Text.Json;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Models.Jobs;
using FineTune.Providers.Http;
using Microsoft.Extensions.Logging;

namespace FineTune.Providers.OpenAI;

/// <summary>Files, jobs, events and checkpoints as providers send them. Nothing here fails on a field that is missing, null or new.</summary>
internal sealed class JobJson(EndpointKind kind, ILogger log)
{
    public TrainingFile File(JsonElement file)
    {
        var raw = file.Text("status") ?? string.Empty;
        return new TrainingFile(
            file.Text("id") ?? string.Empty, file.Text("filename") ?? string.Empty, file.Integer("bytes") ?? 0, FileState(raw), raw);
    }

    public TrainingJob Job(JsonElement job)
    {
        var raw = job.Text("status") ?? string.Empty;
        return new TrainingJob(
            job.Text("id") ?? string.Empty,
            State(raw),
            raw,
            job.Text("model") ?? string.Empty,
            job.Text("fine_tuned_model") is { Length: > 0 } model ? model : null,
            job.Integer("trained_tokens"),
            Error(job.Object("error")),
            [.. job.Items("result_files").Select(FileId).OfType<string>()],
            Resolved(job),
            job.Moment("created_at") ?? DateTimeOffset.UnixEpoch,
            job.Moment("finished_at"),
            job.Moment("estimated_finish"));
    }

    public static JobCheckpoint Checkpoint(JsonElement checkpoint)
    {
        var metrics = checkpoint.Object("metrics");
        return new JobCheckpoint(
            checkpoint.Text("id") ?? string.Empty,
            checkpoint.Text("fine_tuned_model_checkpoint") ?? string.Empty,
            (int)Math.Clamp(checkpoint.Integer("step_number") ?? metrics?.Integer("step") ?? 0, 0, int.MaxValue),
            metrics?.Number("valid_loss"),
            metrics?.Number("full_valid_loss"));
    }

    private JobState State(string raw)
    {
        switch (raw.ToLowerInvariant())
        {
            case "validating_files" or "queued" or "pending" or "created" or "notrunning":
                return JobState.Waiting;
            case "running":
                return JobState.Running;
            case "paused" or "pausing" or "resuming":
                return JobState.Paused;
            case "succeeded":
                return JobState.Succeeded;
            case "failed":
                return JobState.Failed;
            case "cancelled" or "canceled":
                return JobState.Cancelled;
            default:
                log.LogWarning("A fine-tuning job has the unknown status '{Status}'; it is treated as waiting.", raw);
                return JobState.Waiting;
        }
    }

    private JobState FileState(string raw)
    {
        switch (raw.ToLowerInvariant())
        {
            case "processed" or "":
                return JobState.Succeeded;

            // OpenAI takes an uploaded file as it is; Azure wants it processed first.
            case "uploaded":
                return kind == EndpointKind.Azure ? JobState.Waiting : JobState.Succeeded;
            case "pending" or "notrunning":
                return JobState.Waiting;
            case "running":
                return JobState.Running;
            case "error" or "failed":
                return JobState.Failed;
            case "deleting" or "deleted":
                return JobState.Cancelled;
            default:
                log.LogWarning("A training file has the unknown status '{Status}'; it is treated as waiting.", raw);
                return JobState.Waiting;
        }
    }

    private static ProviderError? Error(JsonElement? error)
    {
        if (error is not { } present)
        {
            return null;
        }

        var (code, message, param) = (present.Text("code"), present.Text("message"), present.Text("param"));
        return code is null && message is null && param is null ? null : new ProviderError(code, message, param);
    }

    private static string? FileId(JsonElement file) =>
        file.ValueKind == JsonValueKind.String ? file.GetString() : file.Text("id");

    private static ResolvedHyperparameters Resolved(JsonElement job)
    {
        var method = job.Object("method");
        var values = job.Object("hyperparameters")
            ?? (method?.Text("type") is { } type ? method.Value.Object(type)?.Object("hyperparameters") : null);
        return values is not { } v
            ? new ResolvedHyperparameters(null, null, null)
            : new ResolvedHyperparameters(Positive(v.Integer("n_epochs")), Positive(v.Integer("batch_size")), v.Number("learning_rate_multiplier") is > 0 and var rate ? rate : null);
    }

    /// <summary>"auto" is no number; Azure writes it as -1.</summary>
    private static int? Positive(long? value) => value is > 0 and <= int.MaxValue ? (int)value : null;
}
