using FineTune.Core.Datasets;
using FineTune.Core.Evaluation;
using FineTune.Core.Registry;
using FineTune.Core.Training;

namespace FineTune.Cli.Client;

/// <summary>A lineage of the overview.</summary>
/// <param name="Champion">Version the alias points at; null before the first.</param>
/// <param name="Staged">Increments that wait for a run.</param>
/// <param name="Held">A run waits for a person, or nobody confirmed in time.</param>
internal sealed record LineageView(string Lineage, int? Champion, int Versions, int Staged, bool Held, WorkView? Running);

/// <summary>What an orchestration is doing.</summary>
internal sealed record WorkView(string? Instance, string? RunId, string? Stage, long? Done, long? Total, decimal? CostUsd);

/// <summary>A drop of the list. The outcome is accepted, refused, failed or running.</summary>
internal sealed record DatasetView(
    string Name, string DatasetId, string Outcome, string? Reason, IncrementCounts? Counts, string? Stage, WorkView? Progress, decimal CostUsd);

/// <summary>A drop in full: what the report says, and what is going on.</summary>
internal sealed record DatasetDetail(
    string? DatasetId, IReadOnlyList<string>? Names, DatasetOutcome? Outcome, string? Reason, int Attempts, IncrementCounts? Counts,
    decimal CostUsd, IReadOnlyList<RuleCount>? Rules, IReadOnlyList<Finding>? FirstFindings, WorkView? Status);

/// <summary>One page of runs, newest first.</summary>
internal sealed record RunPage(IReadOnlyList<RunSummary> Runs, string? Next);

/// <summary>A run in full. What is not there yet is null.</summary>
internal sealed record RunDetail(RunPlan? Plan, RunOutcome? Outcome, RunSummary? Summary, EvaluationReport? Evaluation, WorkView? Status);

/// <summary>The registry of a lineage.</summary>
internal sealed record ModelsView(
    IReadOnlyList<ModelVersion> Versions, IReadOnlyDictionary<string, int> Aliases, IReadOnlyList<AliasMove>? History);
