using System.Globalization;
using System.Text;
using FineTune.LocalProvider.Jobs.Timeline;
using FineTune.LocalProvider.Storage;

namespace FineTune.LocalProvider.Jobs;

/// <summary>The results file of a finished job: one row per step, full validation at the end of each epoch.</summary>
internal static class ResultsCsv
{
    public static string Of(JobRecord job, bool azure)
    {
        var run = job.Analysis!;
        var curve = new LossCurve(job);
        var perEpoch = Math.Max(1, run.Steps / run.Epochs);
        var validates = job.ValidationFile is not null;
        var csv = new StringBuilder();
        csv.Append("step,train_loss,train_mean_token_accuracy,valid_loss,")
            .Append(azure ? "validation_mean_token_accuracy" : "valid_mean_token_accuracy")
            .Append(",full_valid_loss,full_valid_mean_token_accuracy\n");
        for (var step = 1; step <= run.Steps; step++)
        {
            var full = validates && step % perEpoch == 0;
            csv.Append(CultureInfo.InvariantCulture, $"{step},{curve.Train(step)},{curve.TrainAccuracy(step)},")
                .Append(validates ? string.Create(CultureInfo.InvariantCulture, $"{curve.Valid(step)},{curve.ValidAccuracy(step)},") : ",,")
                .Append(full ? string.Create(CultureInfo.InvariantCulture, $"{curve.Valid(step)},{curve.ValidAccuracy(step)}\n") : ",\n");
        }

        return csv.ToString();
    }
}
