using FineTune.Core.Billing.Estimates;
using FineTune.Core.Lineages;
using FineTune.Datasets.Increments;
using FineTune.Datasets.Profiles;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Reports;

/// <summary>What the owner learns about a drop (report.json).</summary>
/// <param name="Names">Names under which these bytes were dropped.</param>
/// <param name="Reason">For refused and failed: what was wrong and what to do; null otherwise.</param>
/// <param name="Rules">How often each rule fired, most frequent first.</param>
/// <param name="FirstFindings">The first findings, at most 100.</param>
public sealed record DatasetReport(
    string Lineage, string DatasetId, IReadOnlyList<string> Names, DatasetOutcome Outcome, string? Reason, int Attempts,
    long Bytes, IncrementCounts? Counts, long Tokens, decimal CostUsd, IReadOnlyList<RuleCount> Rules,
    IReadOnlyList<Finding> FirstFindings, IReadOnlyList<string> Notes, DateTimeOffset WrittenAt)
{
    /// <summary>What more than half of the readable lines are; null where there is no such shape.</summary>
    public InputShape? Shape { get; init; }

    /// <summary>
    /// Accepted examples of the drop as a share of all that its lines hold; before an increment is made of them, the valid ones. Null where there are no lines, or
    /// nothing was counted.
    /// </summary>
    public double? KeptShare => Counts is { Lines: > 0 } counts ? (double)(IsMade ? counts.AcceptedDrop : counts.Valid) / (counts.Lines + counts.Expanded) : null;

    /// <summary>An increment was made: the counts include its parts.</summary>
    internal bool IsMade => Counts is { } counts && counts.Train + counts.Validation + counts.Retention > 0;

    /// <summary>What became of all that teachers wrote, method by method; null where nothing was generated.</summary>
    public GenerationStatistics? Generation { get; init; }

    /// <summary>Why generating or judging ended early, for instance by the budget; null when it did not. Working on the data set again continues from there.</summary>
    public string? Stopped { get; init; }

    /// <summary>The profile of the lines; null if validation did not finish.</summary>
    public DatasetProfile? Profile { get; init; }

    /// <summary>The expected cost of a model from the drop; null if there is no profile.</summary>
    public DropEstimate? Estimate { get; init; }

    /// <summary>The lineage's settings that were followed, defaults filled in; null where they could not be read.</summary>
    public LineageSettings? Settings { get; init; }
}
