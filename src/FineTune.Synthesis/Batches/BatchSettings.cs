using FineTune.Core.Lineages;
using FineTune.Core.Lineages.Training;

namespace FineTune.Synthesis.Batches;

/// <summary>How a stage uses batches.</summary>
public sealed record BatchSettings
{
    public BatchMode Mode { get; init; } = BatchMode.Auto;

    /// <summary>Fewer calls than this are not worth the wait, unless the mode says always.</summary>
    public int MinimumCalls { get; init; } = 100;

    /// <summary>How long a stage waits for batches; what is not answered by then is called singly.</summary>
    public double DeadlineHours { get; init; } = 24;

    /// <summary>How often a request is sent in a batch at most.</summary>
    public int Rounds { get; init; } = 2;

    /// <summary>Whether anything may go through batches at all.</summary>
    public bool IsOn => Mode != BatchMode.Never;

    /// <summary>What a lineage asks for. With tune on drop a person waits for the model, so auto means never.</summary>
    public static BatchSettings Of(LineageSettings lineage) => new()
    {
        Mode = lineage is { Batch: BatchMode.Auto, Tune: TuneWhen.OnDrop } ? BatchMode.Never : lineage.Batch,
        DeadlineHours = lineage.BatchDeadlineHours,
    };
}
