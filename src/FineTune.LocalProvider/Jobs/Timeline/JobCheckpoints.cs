using System.Globalization;
using System.Text.Json.Nodes;
using FineTune.LocalProvider.Storage;

namespace FineTune.LocalProvider.Jobs.Timeline;

/// <summary>One checkpoint per finished epoch, the last three kept; each is a callable model.</summary>
internal static class JobCheckpoints
{
    private const int Kept = 3;

    /// <summary>Newest first.</summary>
    public static IReadOnlyList<Checkpoint> Of(JobRecord job, JobMoment moment, bool azure)
    {
        if (job.Analysis is not { ErrorCode: null } run || !moment.Trained)
            return [];
        var perEpoch = run.Steps / run.Epochs;
        var done = (int)((moment.Progress * run.Epochs) + 1e-9);
        var kept = new List<Checkpoint>();
        for (var epoch = done; epoch > Math.Max(0, done - Kept); epoch--)
        {
            var step = epoch * perEpoch;
            var own = JobTimeline.StartsAt(job) + ((JobTimeline.EndsAt(job) - JobTimeline.StartsAt(job)) * epoch / run.Epochs);
            kept.Add(new Checkpoint(Id(job, epoch, azure), Model(job, step, epoch, run, azure), step, epoch, (JobTimeline.WallAt(job, own) ?? job.CreatedMs) / 1000));
        }

        return kept;
    }

    public static JsonObject View(JobRecord job, Checkpoint checkpoint)
    {
        var curve = new LossCurve(job);
        var step = checkpoint.Step;
        var validates = job.ValidationFile is not null;
        return new JsonObject
        {
            ["object"] = "fine_tuning.job.checkpoint",
            ["id"] = checkpoint.Id,
            ["created_at"] = checkpoint.CreatedAt,
            ["fine_tuned_model_checkpoint"] = checkpoint.Model,
            ["fine_tuning_job_id"] = job.Key,
            ["step_number"] = step,
            ["metrics"] = new JsonObject
            {
                ["step"] = step,
                ["train_loss"] = curve.Train(step),
                ["train_mean_token_accuracy"] = curve.TrainAccuracy(step),
                ["valid_loss"] = validates ? curve.Valid(step) : null,
                ["valid_mean_token_accuracy"] = validates ? curve.ValidAccuracy(step) : null,
                ["full_valid_loss"] = validates ? curve.Valid(step) : null,
                ["full_valid_mean_token_accuracy"] = validates ? curve.ValidAccuracy(step) : null,
            },
        };
    }

    // The last epoch's checkpoint is the model itself.
    private static string Model(JobRecord job, int step, int epoch, TrainingAnalysis run, bool azure) =>
        epoch == run.Epochs ? job.TunedModel : azure ? Id(job, epoch, azure) : string.Create(CultureInfo.InvariantCulture, $"{job.TunedModel}:ckpt-step-{step}");

    private static string Id(JobRecord job, int epoch, bool azure) =>
        (azure ? "ftchkpt-" : "ftckpt_") + Text.SeededRandom.HexDigest(job.Key, "checkpoint", epoch.ToString(CultureInfo.InvariantCulture))[..(azure ? 32 : 24)];
}

internal sealed record Checkpoint(string Id, string Model, int Step, int Epoch, long CreatedAt);
