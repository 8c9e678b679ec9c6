using FineTune.Datasets.Increments;
using FineTune.Functions.Contracts;

namespace FineTune.Functions.Api.Models;

/// <summary>A dropped file and what became of it.</summary>
/// <param name="Outcome">accepted, refused, failed or running; null when nothing has looked at it yet.</param>
public sealed record DatasetOverview(
    string Name, string DatasetId, string? Outcome, string? Reason, IncrementCounts? Counts, StageStatus? Status, decimal CostUsd);
