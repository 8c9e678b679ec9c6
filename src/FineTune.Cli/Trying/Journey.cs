using FineTune.Cli.Client;
using FineTune.Cli.Views;
using FineTune.Core.Datasets;
using FineTune.Core.Registry;
using FineTune.Core.Training;

namespace FineTune.Cli.Trying;

/// <summary>Where a drop has got to on its way to a registered version. Exactly one of the three is set.</summary>
/// <param name="Version">It is registered.</param>
/// <param name="Failure">It ended badly: the sentence for the person.</param>
/// <param name="Progress">It is on its way.</param>
internal sealed record Journey(ModelVersion? Version, string? Failure, StageProgress? Progress)
{
    /// <summary>Reads the answers of the head: the registry first, then the drop, then its run.</summary>
    public static Journey Read(string datasetId, ModelsView models, DatasetDetail? dataset, RunDetail? run)
    {
        var version = models.Versions.OrderBy(v => v.Number).FirstOrDefault(v => v.Increments.Contains(datasetId));
        if (version is not null)
        {
            return new Journey(version, null, null);
        }

        if (dataset is null)
        {
            return On("waiting to be taken");
        }

        return dataset.Outcome switch
        {
            DatasetOutcome.Refused => new Journey(null, $"The drop was refused: {dataset.Reason}", null),
            DatasetOutcome.Failed => new Journey(null, $"The drop failed after {dataset.Attempts} of 3 attempts: {dataset.Reason}", null),
            DatasetOutcome.Accepted => OfRun(run),
            _ => new Journey(null, null, Of(dataset.Status, "taken")),
        };
    }

    private static Journey OfRun(RunDetail? run)
    {
        var state = run?.Outcome?.State ?? run?.Summary?.State;
        if (run is null || state is null)
        {
            return On("waiting for a run");
        }

        if (RunEnds.IsBad(state.Value))
        {
            return new Journey(null, $"The run {run.Summary?.RunId} was {Words.Word(state.Value)}: {run.Outcome?.Reason ?? "no reason was recorded."}", null);
        }

        return state == RunState.AwaitingApproval
            ? On($"run {run.Summary?.RunId} waits for a person: finetune approve {run.Summary?.RunId} --lineage {run.Plan?.Lineage}")
            : new Journey(null, null, Of(run.Status, run.Summary?.Stage ?? "register"));
    }

    private static StageProgress Of(WorkView? work, string stage) => new(work?.Stage ?? stage, work?.Done, work?.Total);

    private static Journey On(string stage) => new(null, null, new StageProgress(stage));
}
