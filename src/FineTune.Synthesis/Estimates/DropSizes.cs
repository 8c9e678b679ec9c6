using FineTune.Core.Billing.Estimates;
using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Generation;
using FineTune.Datasets.Profiles;
using FineTune.Datasets.Splits;
using FineTune.Synthesis.Planning;
using FineTune.Synthesis.Teachers;

namespace FineTune.Synthesis.Estimates;

/// <summary>Rows and tokens of a drop's way: measured where they can be, assumed where they cannot.</summary>
internal sealed record DropSizes(
    long Valid, long ValidTokens, int Candidates, long Calls, long MeanTokens, long HeldOut, long TrainRows, long TrainTokens, long TrainRowsAtMost, long TrainTokensAtMost)
{
    /// <summary>Share of the candidates that is expected to pass filters and judges.</summary>
    public const double KeptCandidates = 0.5;

    public static DropSizes Of(DatasetProfile profile, LineageSettings settings, TrainedRows? trained)
    {
        var plan = WindowPlanner.Plan(profile.Rows, settings);
        var calls = Enumerable.Range(plan.JudgeWindows, plan.GenerateWindows).Sum(n => (long)plan.At(n).Requests * CallsOf(plan, plan.At(n).Method));
        var mean = profile.Rows == 0 ? 0 : (long)Math.Ceiling(profile.Tokens.Mean);
        var kept = (long)Math.Round(plan.Candidates * KeptCandidates);
        var (validation, retention) = SplitPolicy.Sizes((int)Math.Min(profile.Rows, int.MaxValue), (int)Math.Min(profile.Rows + kept, int.MaxValue), settings.Split);
        var rows = trained?.Rows ?? (profile.Rows - validation - retention + kept);
        var tokens = trained?.Tokens ?? ((profile.Rows - validation - retention + kept) * (decimal)profile.Tokens.Mean);
        var replay = 1 + settings.Replay.Share;
        var most = trained?.Rows ?? (profile.Rows + plan.Candidates);
        var mostTokens = trained?.Tokens ?? (profile.Tokens.Total + ((long)plan.Candidates * Math.Max(mean, GenerationPrice.TokensPerExample)));
        return new DropSizes(
            profile.Rows, profile.Tokens.Total, plan.Candidates, calls, mean, trained?.HeldOut ?? validation, rows, (long)tokens,
            (long)Math.Ceiling(most * replay), (long)Math.Ceiling(mostTokens * replay));
    }

    private static int CallsOf(SynthesisPlan plan, GenerationMethod method) => plan.Mix.First(window => window.Method == method).CallsPerRequest;
}
