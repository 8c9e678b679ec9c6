using FineTune.Core.Registry;
using FineTune.Datasets.Increments;
using FineTune.Datasets.Reports;
using FineTune.Functions.Orchestrations;
using FineTune.Training.Evaluation;
using FineTune.Training.Runs;

namespace FineTune.Functions.Api;

/// <summary>A lineage at a glance.</summary>
/// <param name="Staged">Increments that wait for a run or are in one.</param>
/// <param name="Held">A person is asked to confirm a candidate; the lineage waits.</param>
/// <param name="Running">What its tune is doing; null while there is none.</param>
public sealed record LineageOverview(string Lineage, int? Champion, int Versions, int Staged, bool Held, StageStatus? Running);

/// <summary>A dropped file and what became of it.</summary>
/// <param name="Outcome">accepted, refused, failed or running; null when nothing has looked at it yet.</param>
public sealed record DatasetOverview(
    string Name, string DatasetId, string? Outcome, string? Reason, IncrementCounts? Counts, StageStatus? Status, decimal CostUsd);

/// <summary>Everything about a data set.</summary>
public sealed record DatasetDetail(DatasetReport? Report, StageStatus? Status);

/// <summary>A page of runs, newest first.</summary>
public sealed record RunPage(IReadOnlyList<RunSummary> Runs, string? Next);

/// <summary>Everything about a run.</summary>
public sealed record RunDetail(RunPlan? Plan, RunOutcome? Outcome, EvaluationReport? Evaluation, StageStatus? Status);

/// <summary>The registry of a lineage.</summary>
public sealed record ModelsOverview(IReadOnlyList<ModelVersion> Versions, IReadOnlyDictionary<string, int> Aliases, IReadOnlyList<AliasMove> History);

/// <summary>Where an alias is to point: at a version, or back to where it pointed before.</summary>
public sealed record AliasRequest(int? Version, bool Previous, string? Reason);

/// <summary>A request that was passed on.</summary>
public sealed record Accepted(string InstanceId);

/// <summary>What went wrong, and what to do.</summary>
public sealed record ApiError(ApiErrorDetail Error);

/// <summary>What went wrong, and what to do.</summary>
public sealed record ApiErrorDetail(string Message, string Next);
