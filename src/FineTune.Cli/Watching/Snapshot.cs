using FineTune.Functions.Api.Models;
using FineTune.Training.Runs;

namespace FineTune.Cli.Watching;

/// <summary>What a host is doing at one moment.</summary>
internal sealed record Snapshot(IReadOnlyList<LineageOverview> Lineages, IReadOnlyList<DatasetState> Datasets, IReadOnlyList<RunStateView> Runs)
{
    public static Snapshot Empty { get; } = new([], [], []);

    /// <summary>Nothing runs, waits or is half-way.</summary>
    public bool IsIdle => Lineages.All(lineage => lineage.Running is null && lineage.Staged == 0)
        && Datasets.All(dataset => dataset.View.Outcome is not ("running" or null))
        && Runs.All(run => run.Summary.State is not (RunState.Running or RunState.AwaitingApproval));
}

/// <summary>A drop of a lineage.</summary>
internal sealed record DatasetState(string Lineage, DatasetOverview View)
{
    public string Key => $"{Lineage}/{View.DatasetId}";
}

/// <summary>A run of a lineage; the reason is known for bad ends only.</summary>
internal sealed record RunStateView(string Lineage, RunSummary Summary, string? Reason)
{
    public string Key => $"{Lineage}/{Summary.RunId}";
}
