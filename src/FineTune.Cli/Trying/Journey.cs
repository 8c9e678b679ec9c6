using FineTune.Cli.Output;
using FineTune.Cli.Views;
using FineTune.Core.Registry;
using FineTune.Datasets.Reports;
using FineTune.Functions.Api.Models;
using FineTune.Functions.Contracts;

namespace FineTune.Cli.Trying;

/// <summary>Where a drop has got to on its way to a registered version. Exactly one of the three is set.</summary>
/// <param name="Version">It is registered.</param>
/// <param name="Failure">It ended badly: the sentence for the person.</param>
/// <param name="Progress">It is on its way.</param>
internal sealed record Journey(ModelVersion? Version, string? Failure, StageProgress? Progress)
{
    /// <summary>Reads the answers of the host: the registry first, then the drop, then its run.</summary>
    public static Journey Read(string datasetId, ModelsOverview models, DatasetDetail? dataset, RunDetail? run)
    {
        var version = models.Versions.OrderBy(v => v.Number).FirstOrDefault(v => v.Increments.Contains(datasetId));
        if (version is not null)
        {
            return new Journey(version, null, null);
        }

        return dataset switch
        {
            null => On("waiting to be processed"),
            { Report.Outcome: DatasetOutcome.Accepted } => OfRun(run),
            { Status: { } status } => new Journey(null, null, Of(status)),
            { Report: { Outcome: DatasetOutcome.Refused } report } => Failed($"The drop was refused: {report.Reason}"),
            { Report: { } report } => Failed($"The drop failed (attempt {report.Attempts} of 3): {report.Reason}"),
            _ => On("starting"),
        };
    }

    private static Journey OfRun(RunDetail? run)
    {
        if (run?.Plan is not { } plan)
        {
            return On("waiting for a run");
        }

        return run switch
        {
            { Outcome: { } outcome } when RunEnds.IsBad(outcome.State) =>
                Failed($"The run {plan.RunId} was {Words.Word(outcome.State)}: {outcome.Reason ?? "no reason was recorded."}"),
            { Status: { Stage: "approval" } } =>
                On($"run {plan.RunId} waits for approval: finetune approve {plan.RunId} --lineage {plan.Lineage}"),
            { Status: { } status } => new Journey(null, null, Of(status)),
            _ => On("register"),
        };
    }

    private static StageProgress Of(StageStatus status) => new(status.Stage, status.Done, status.Total);

    private static Journey On(string stage) => new(null, null, new StageProgress(stage));

    private static Journey Failed(string reason) => new(null, reason, null);
}
