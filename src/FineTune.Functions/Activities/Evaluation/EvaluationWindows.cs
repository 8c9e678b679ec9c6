using FineTune.Functions.Contracts.Evaluation;
using FineTune.Training.Evaluation;
using FineTune.Training.Runs;

namespace FineTune.Functions.Activities.Evaluation;

/// <summary>Cuts the held-out sets of a run into windows.</summary>
internal static class EvaluationWindows
{
    private const int WindowRows = 50;

    public static IReadOnlyList<EvaluationWindow> Plan(RunPlan plan) =>
    [
        .. plan.HeldOut
            .SelectMany(set => EvaluationSampler.Sample(set.Rows, plan.Settings.Evaluation.MaxExamplesPerSet, plan.RunId)
                .Chunk(WindowRows).Select(rows => (set, rows)))
            .Select((window, number) => new EvaluationWindow(number, window.set.Kind, window.set.DatasetId, window.rows)),
    ];
}
