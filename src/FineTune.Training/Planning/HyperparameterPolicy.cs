using FineTune.Core.Lineages.Training;
using FineTune.Core.Models.Jobs;

namespace FineTune.Training.Planning;


/// <summary>Hyperparameters of a run. The owner's settings win; unset ones are the provider's ("auto") or, for a continued model, derived.</summary>
public static class HyperparameterPolicy
{
    public const double MinMultiplier = 0.01;
    public const double MaxMultiplier = 10;

    /// <summary>
    /// A <c>continue</c> run with much less data than its parent's lowers the parent's learning rate multiplier by <see cref="Factor"/>. A retraining,
    /// and a run whose parent's multiplier is not known, leave it to the provider.
    /// </summary>
    /// <param name="newRows">Training rows of this run.</param>
    /// <param name="parentRows">Training rows of the parent's run; null when not known.</param>
    public static Hyperparameters Derive(
        TrainingSettings settings, TrainingStrategy strategy, int newRows, int? parentRows, ResolvedHyperparameters? parent)
    {
        ArgumentNullException.ThrowIfNull(settings);
        double? derived = strategy == TrainingStrategy.Continue && parent?.LearningRateMultiplier is { } rate && parentRows is > 0 && newRows > 0
            ? Math.Clamp(Round(rate * Factor((double)newRows / parentRows.Value)), MinMultiplier, MaxMultiplier)
            : null;
        return new Hyperparameters(settings.Epochs, settings.BatchSize, settings.LearningRateMultiplier ?? derived);
    }

    /// <summary>
    /// 1 from a ratio of 1 on, 1/2 at 1/3, 1/4 at 1/10 and below, straight on a double logarithmic scale between. That a much smaller
    /// set wants a rate lower by 2 to 4 is the providers' advice; the shape between the points is ours.
    /// </summary>
    public static double Factor(double ratio)
    {
        var shrink = Math.Log(1 / Math.Clamp(ratio, 0.1, 1));
        var (half, quarter) = (Math.Log(3), Math.Log(10));
        var halvings = shrink <= half ? shrink / half : 1 + ((shrink - half) / (quarter - half));
        return Math.Pow(0.5, Math.Clamp(halvings, 0, 2));
    }

    private static double Round(double value) => Math.Round(value, 4);
}
