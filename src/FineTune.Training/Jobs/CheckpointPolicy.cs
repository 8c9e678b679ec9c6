using FineTune.Core.Models.Jobs;

namespace FineTune.Training.Jobs;

/// <summary>Which of a job's models becomes the candidate.</summary>
public static class CheckpointPolicy
{
    /// <summary>A final loss above the best one by more than this factor says that the job went on too long.</summary>
    public const double Overfit = 1.2;

    /// <summary>
    /// The final model, or the earlier checkpoint with the smallest validation loss when the final loss is more than 1.2 times it. Checkpoints
    /// without a loss do not take part; when the final one has none, the final model stands.
    /// </summary>
    public static string Choose(IReadOnlyList<JobCheckpoint> checkpoints, string finalModel)
    {
        ArgumentNullException.ThrowIfNull(checkpoints);
        var last = checkpoints.FirstOrDefault(checkpoint => checkpoint.Model == finalModel) ?? checkpoints.MaxBy(checkpoint => checkpoint.Step);
        if (last is null || Loss(last) is not { } final)
        {
            return finalModel;
        }

        var best = checkpoints.Where(checkpoint => checkpoint.Step < last.Step && Loss(checkpoint) is not null)
            .OrderBy(Loss).ThenByDescending(checkpoint => checkpoint.Step).FirstOrDefault();
        return best is not null && final > Overfit * Loss(best)!.Value ? best.Model : finalModel;
    }

    private static double? Loss(JobCheckpoint checkpoint) =>
        (checkpoint.FullValidLoss ?? checkpoint.ValidLoss) is { } loss && double.IsFinite(loss) && loss >= 0 ? loss : null;
}
