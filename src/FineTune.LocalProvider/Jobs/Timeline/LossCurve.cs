using System.Globalization;
using FineTune.LocalProvider.Storage;
using FineTune.LocalProvider.Text;

namespace FineTune.LocalProvider.Jobs.Timeline;

/// <summary>Invented, repeatable numbers in the shape of a training run: loss falls with the steps, validation a little less.</summary>
internal sealed class LossCurve(JobRecord job)
{
    private readonly int steps = job.Analysis?.Steps ?? 1;

    public double Train(int step) => Math.Round(Base(step) + Noise(step, "train"), 4);

    public double Valid(int step) => Math.Round((Base(step) * 1.08) + 0.02 + Math.Abs(Noise(step, "valid")), 4);

    public double TrainAccuracy(int step) => Accuracy(Train(step));

    public double ValidAccuracy(int step) => Accuracy(Valid(step));

    private static double Accuracy(double loss) => Math.Round(Math.Exp(-loss * 0.45), 4);

    private double Base(int step) => 0.35 + (1.6 * Math.Exp(-3.0 * step / steps));

    private double Noise(int step, string kind) => (SeededRandom.From(job.Key, kind, step.ToString(CultureInfo.InvariantCulture)).NextDouble() - 0.5) * 0.08;
}
