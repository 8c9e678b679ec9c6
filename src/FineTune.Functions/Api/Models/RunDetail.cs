using FineTune.Functions.Contracts;
using FineTune.Training.Evaluation;
using FineTune.Training.Runs;

namespace FineTune.Functions.Api.Models;

/// <summary>Everything about a run.</summary>
public sealed record RunDetail(RunPlan? Plan, RunOutcome? Outcome, EvaluationReport? Evaluation, StageStatus? Status);
