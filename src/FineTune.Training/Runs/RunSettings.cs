using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Training;

namespace FineTune.Training.Runs;

/// <summary>The lineage's settings that a run follows, as they were when it was planned.</summary>
public sealed record RunSettings(
    IReadOnlyList<ModelChoice> Judges, EvaluationSettings Evaluation, GateSettings Gate, ApprovalSettings Approval, BudgetSettings Budget);
