using System.Globalization;
using System.Text.Json.Nodes;
using FineTune.LocalProvider.Jobs.Timeline;
using FineTune.LocalProvider.Storage;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Jobs;

/// <summary>The events of a job so far, derived like its status. Long runs report about two hundred of their steps.</summary>
internal static class JobEvents
{
    private const int MostMetrics = 200;

    /// <summary>Newest first.</summary>
    public static List<JsonObject> Of(JobRecord job, JobMoment moment, long nowMs, bool azure)
    {
        var events = new List<(long At, string Level, string Message, JsonObject? Data)>();
        Add(job.CreatedMs, "info", $"Created fine-tuning job: {job.Key}");
        Add(job.CreatedMs, "info", $"Validating training file: {job.TrainingFile}" + (job.ValidationFile is null ? "" : $" and validation file: {job.ValidationFile}"));
        var failedEarly = job.Analysis?.ErrorCode is not null;
        if (!failedEarly)
        {
            Own(JobTimeline.ValidatedAt(job), "Files validated, moving job to queued state");
            Own(JobTimeline.StartsAt(job), "Fine-tuning job started");
            AddTraining();
        }

        foreach (var pause in job.Pauses)
        {
            Add(pause.FromMs, "info", "Fine-tuning job paused");
            Add(pause.ToMs, "info", "Fine-tuning job resumed, moving to queued state");
        }

        AddEnd();
        return [.. events.Where(e => e.At <= nowMs && e.At <= (moment.FinishedMs ?? long.MaxValue)).OrderBy(e => e.At).Select(View).Reverse()];

        void Add(long? at, string level, string message, JsonObject? data = null)
        {
            if (at is { } time)
                events.Add((time, level, message, data));
        }

        void Own(double own, string message, JsonObject? data = null) => Add(JobTimeline.WallAt(job, own), "info", message, data);

        void AddTraining()
        {
            if (job.Analysis is not { } run || !moment.Trained)
                return;
            var curve = new LossCurve(job);
            var length = JobTimeline.EndsAt(job) - JobTimeline.StartsAt(job);
            var perEpoch = Math.Max(1, run.Steps / run.Epochs);
            var every = Math.Max(1, run.Steps / MostMetrics);
            for (var step = 1; step <= run.Steps * moment.Progress + 1e-9; step++)
            {
                var own = JobTimeline.StartsAt(job) + (length * step / run.Steps);
                if (step % every == 0 || step == run.Steps)
                    Own(own, string.Create(CultureInfo.InvariantCulture, $"Step {step}/{run.Steps}: training loss={curve.Train(step):0.00}"), Metrics(job, curve, step, run.Steps));
                if (step % perEpoch == 0 && step < run.Steps)
                    Own(own, string.Create(CultureInfo.InvariantCulture, $"Checkpoint created at step {step}"));
            }
        }

        void AddEnd()
        {
            if (moment.FinishedMs is not { } end)
                return;
            if (moment.Status == JobMoment.Succeeded)
            {
                Add(end, "info", $"New fine-tuned model created: {job.TunedModel}");
                Add(end, "info", "The job has successfully completed");
            }
            else if (moment.Status == JobMoment.Cancelled)
                Add(end, azure ? "warning" : "warn", "The job was cancelled");
            else
                Add(end, "error", JobView.Error(job, moment)?.Message ?? "The job failed");
        }

        JsonObject View((long At, string Level, string Message, JsonObject? Data) e, int index) => new()
        {
            ["object"] = "fine_tuning.job.event",
            ["id"] = "ftevent-" + SeededRandom.HexDigest(job.Key, e.Message, index.ToString(CultureInfo.InvariantCulture))[..24],
            ["created_at"] = e.At / 1000,
            ["level"] = e.Level,
            ["message"] = e.Message,
            ["type"] = e.Data is null ? "message" : "metrics",
            ["data"] = e.Data ?? [],
        };
    }

    private static JsonObject Metrics(JobRecord job, LossCurve curve, int step, int total)
    {
        var data = new JsonObject { ["step"] = step, ["total_steps"] = total, ["train_loss"] = curve.Train(step), ["train_mean_token_accuracy"] = curve.TrainAccuracy(step) };
        if (job.ValidationFile is not null)
            (data["valid_loss"], data["valid_mean_token_accuracy"]) = (curve.Valid(step), curve.ValidAccuracy(step));
        return data;
    }
}
