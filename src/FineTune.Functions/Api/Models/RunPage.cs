using FineTune.Training.Runs;

namespace FineTune.Functions.Api.Models;

/// <summary>A page of runs, newest first.</summary>
public sealed record RunPage(IReadOnlyList<RunSummary> Runs, string? Next);
