using FineTune.Core.Lineages.Generation;
using FineTune.Core.Lineages.Training;

namespace FineTune.Core.Lineages;

/// <summary>
/// The settings of a lineage (blob <c>lineages/{lineage}.json</c>). Every setting has a default; endpoints are named here and
/// described in the app's settings only.
/// </summary>
public sealed record LineageSettings
{
    /// <summary>What the lineage is for, in the owner's words.</summary>
    public string? Description { get; init; }

    /// <summary>When staged increments are trained: at each drop, in the nightly run, or only when asked.</summary>
    public TuneWhen Tune { get; init; } = TuneWhen.OnDrop;

    public TrainingStrategy Strategy { get; init; } = TrainingStrategy.Continue;

    public RoleSettings Models { get; init; } = new();

    public SafetySettings Safety { get; init; } = new();

    public DecontaminationSettings Decontamination { get; init; } = new();

    public GenerationSettings Generation { get; init; } = new();

    public JudgingSettings Judging { get; init; } = new();

    public SplitSettings Split { get; init; } = new();

    public TrainingSettings Training { get; init; } = new();

    public ReplaySettings Replay { get; init; } = new();

    public EvaluationSettings Evaluation { get; init; } = new();

    public GateSettings Gate { get; init; } = new();

    public ApprovalSettings Approval { get; init; } = new();

    public BudgetSettings Budget { get; init; } = new();

    /// <summary>Whether teachers and judges are asked in batches: for half the price, but hours later (see <c>BatchSettings</c>).</summary>
    public BatchMode Batch { get; init; } = BatchMode.Auto;

    /// <summary>How long a drop waits for batches, in hours; what is not answered by then is asked singly.</summary>
    public double BatchDeadlineHours { get; init; } = 24;
}
