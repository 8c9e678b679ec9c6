namespace FineTune.Synthesis.Estimates;

/// <summary>How many epochs a provider's "auto" is likely to take; used for estimates only.</summary>
public static class EpochPolicy
{
    public const int TargetEpochs = 3;
    public const int MinTargetExamples = 100;
    public const int MaxTargetExamples = 25_000;
    public const int MaxEpochs = 25;

    public static int Estimate(int rows)
    {
        if (rows <= 0)
        {
            return TargetEpochs;
        }

        var seen = (long)rows * TargetEpochs;
        return seen < MinTargetExamples ? Math.Min(MaxEpochs, MinTargetExamples / rows)
            : seen > MaxTargetExamples ? Math.Max(1, MaxTargetExamples / rows)
            : TargetEpochs;
    }
}
