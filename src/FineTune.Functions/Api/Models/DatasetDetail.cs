using FineTune.Datasets.Reports;
using FineTune.Functions.Contracts;

namespace FineTune.Functions.Api.Models;

/// <summary>Everything about a data set.</summary>
public sealed record DatasetDetail(DatasetReport? Report, StageStatus? Status);
