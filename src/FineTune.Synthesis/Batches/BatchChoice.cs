namespace FineTune.Synthesis.Batches;

/// <summary>Whether to use batches; or why the settings contradict each other.</summary>
public sealed record BatchChoice(bool UseBatches, string? Refusal)
{
    public static BatchChoice Singly { get; } = new(false, null);
}
