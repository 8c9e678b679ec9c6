using FineTune.Cli.Output;
using FineTune.Cli.Views;
using FineTune.Training.Runs;

namespace FineTune.Cli.Watching;

/// <summary>What is new between two looks, a line each.</summary>
internal static class Changes
{
    public static IEnumerable<string> Between(Snapshot before, Snapshot now)
    {
        var datasets = before.Datasets.DistinctBy(dataset => dataset.Key).ToDictionary(dataset => dataset.Key, Describe);
        foreach (var dataset in now.Datasets.DistinctBy(dataset => dataset.Key))
        {
            var line = Describe(dataset);
            if (!datasets.TryGetValue(dataset.Key, out var old) || old != line)
            {
                yield return line;
            }
        }

        var runs = before.Runs.ToDictionary(run => run.Key, Describe);
        foreach (var run in now.Runs.Reverse())
        {
            var line = Describe(run);
            if (!runs.TryGetValue(run.Key, out var old) || old != line)
            {
                yield return line;
            }
        }
    }

    private static string Describe(DatasetState dataset)
    {
        var view = dataset.View;
        var what = view.Outcome switch
        {
            "running" or null => DatasetTable.Outcome(view),
            "accepted" when view.Counts is { } counts =>
                $"accepted: {Words.Count(counts.Accepted)} rows ({Words.Count(counts.AcceptedGenerated)} generated), "
                + $"{Words.Count(counts.RejectedByRules + counts.RejectedByJudges)} rejected",
            _ => view.Reason is { } reason ? $"{view.Outcome}: {reason}" : view.Outcome,
        };
        return $"{dataset.Lineage}: dataset {view.Name} ({view.DatasetId}) {what}";
    }

    private static string Describe(RunStateView run)
    {
        var summary = run.Summary;
        var what = summary.State switch
        {
            RunState.Running => summary.Stage,
            RunState.AwaitingApproval => $"waits for approval: finetune approve {summary.RunId} --lineage {run.Lineage}",
            RunState.Registered => $"registered version {summary.Version}"
                + (summary.Parent is { } parent ? $" (parent {parent})" : "") + $", cost {Words.Cost(summary.CostUsd)}",
            var state => run.Reason is { } reason ? $"{Words.Word(state)}: {reason}" : Words.Word(state),
        };
        return $"{run.Lineage}: run {summary.RunId} {what}";
    }
}
