using FineTune.Core.Lineages;
using FineTune.Datasets.Reports;

namespace FineTune.Functions.Contracts.Datasets;

/// <summary>How a drop ended.</summary>
/// <param name="At">UTC time of the orchestration; tells one end from another.</param>
/// <param name="Note">What the owner should know although it went well, such as a stage that a budget ended early.</param>
/// <param name="Settings">The lineage's settings that were followed; null where they were not read, or are wrong.</param>
public sealed record DatasetEnd(
    DatasetInput Drop, DatasetOutcome Outcome, string? Reason, string? Note, DateTime At, LineageSettings? Settings = null);
