using FineTune.Training.Evaluation;
using FineTune.Training.Runs;

namespace FineTune.Functions.Activities.Evaluation;

/// <summary>At most 50 held-out rows of one set.</summary>
/// <param name="Rows">Row numbers in the set's file, ascending.</param>
public sealed record EvaluationWindow(int Number, HeldOutKind Kind, string DatasetId, IReadOnlyList<int> Rows);

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
