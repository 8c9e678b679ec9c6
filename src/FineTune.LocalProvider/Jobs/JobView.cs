using System.Text.Json.Nodes;
using FineTune.LocalProvider.Faults;
using FineTune.LocalProvider.Jobs.Timeline;
using FineTune.LocalProvider.Storage;

namespace FineTune.LocalProvider.Jobs;

/// <summary>The JSON of a job, with the oddities its faults ask for.</summary>
internal static class JobView
{
    public static JsonObject Of(JobRecord job, JobMoment moment, bool azure)
    {
        var resolved = moment.Trained && job.Analysis is { ErrorCode: null };
        var view = new JsonObject
        {
            ["object"] = "fine_tuning.job",
            ["id"] = job.Key,
            ["created_at"] = job.CreatedMs / 1000,
            ["finished_at"] = moment.FinishedMs / 1000,
            ["model"] = job.Model,
            ["fine_tuned_model"] = moment.Status == JobMoment.Succeeded ? job.TunedModel : null,
            ["organization_id"] = "org-local",
            ["status"] = Status(job, moment, azure),
            ["training_file"] = job.TrainingFile,
            ["validation_file"] = job.ValidationFile,
            ["result_files"] = job.ResultFile is null ? [] : new JsonArray(job.ResultFile),
            ["trained_tokens"] = TrainedTokens(job, moment),
            ["seed"] = job.Seed,
            ["estimated_finish"] = moment.Terminal ? null : JobTimeline.WallAt(job, JobTimeline.EndsAt(job)) / 1000,
            ["integrations"] = job.Integrations.DeepClone(),
            ["error"] = ErrorNode(job, moment),
            ["user_provided_suffix"] = job.Suffix,
            ["method"] = new JsonObject { ["type"] = job.Method, [job.Method] = new JsonObject { ["hyperparameters"] = Numbers(job, resolved) } },
            ["metadata"] = new JsonObject(job.Metadata.Select(m => KeyValuePair.Create(m.Key, (JsonNode?)m.Value))),
        };
        if (job.Method == "supervised")
            view["hyperparameters"] = Numbers(job, resolved);
        if (job.TrainingType is not null)
            view["trainingType"] = job.TrainingType;
        ApplyFaults(job, view);
        return view;
    }

    public static (string Code, string Message, string? Param)? Error(JobRecord job, JobMoment moment)
    {
        if (moment.Status != JobMoment.Failed)
            return null;
        return job.Analysis?.ErrorCode is { } code
            ? (code, job.Analysis.ErrorMessage ?? code, job.Analysis.ErrorParam)
            : ("invalid_training_file", "The job failed the safety evaluation: training data or the resulting model was flagged. (fault job-moderation)", "training_file");
    }

    private static string Status(JobRecord job, JobMoment moment, bool azure)
    {
        var status = moment.Status;
        if (azure && status == JobMoment.Validating)
            status = "pending";
        if (status == JobMoment.Running && moment.Progress < 0.5 && job.Faults.Contains(FaultNames.JobUnknownStatus))
            status = "verifying_capacity";
        return job.Faults.Contains(FaultNames.JobCapitalisedStatus) ? char.ToUpperInvariant(status[0]) + status[1..] : status;
    }

    private static JsonNode? TrainedTokens(JobRecord job, JobMoment moment)
    {
        if (job.Analysis is not { ErrorCode: null } run || moment.Status is not (JobMoment.Succeeded or JobMoment.Cancelled))
            return null;
        var whole = run.TokensPerEpoch * run.Epochs;
        if (job.Faults.Contains(FaultNames.JobHugeTokens))
            whole += 3_000_000_000;
        return moment.Status == JobMoment.Succeeded ? whole : (long)(whole * moment.Progress);
    }

    private static JsonObject Numbers(JobRecord job, bool resolved)
    {
        var numbers = (JsonObject)job.Hyperparameters.DeepClone();
        if (!resolved)
            return numbers;
        numbers["n_epochs"] = job.Analysis!.Epochs;
        numbers["batch_size"] = job.Analysis.BatchSize;
        numbers["learning_rate_multiplier"] = job.Analysis.LearningRateMultiplier;
        if (numbers["beta"]?.GetValueKind() == System.Text.Json.JsonValueKind.String)
            numbers["beta"] = 0.1;
        return numbers;
    }

    private static JsonObject? ErrorNode(JobRecord job, JobMoment moment)
    {
        if (Error(job, moment) is { } error)
            return new JsonObject { ["code"] = error.Code, ["message"] = error.Message, ["param"] = error.Param };
        if (job.Faults.Contains(FaultNames.JobErrorEmpty))
            return [];
        return job.Faults.Contains(FaultNames.JobErrorNulls) ? new JsonObject { ["code"] = null, ["message"] = null, ["param"] = null } : null;
    }

    private static void ApplyFaults(JobRecord job, JsonObject view)
    {
        if (job.Faults.Contains(FaultNames.JobExtraFields))
        {
            view["usage_metrics"] = null;
            view["shared_with_openai"] = false;
            view["x_unknown"] = new JsonObject { ["nested"] = new JsonArray(1, "two", null) };
        }

        if (!job.Faults.Contains(FaultNames.JobMissingFields))
            return;
        foreach (var name in (string[])["finished_at", "validation_file", "trained_tokens", "integrations", "estimated_finish", "error", "hyperparameters", "method", "metadata", "organization_id"])
            view.Remove(name);
    }
}
