using FineTune.Core.Lineages.Generation;

namespace FineTune.Synthesis.Planning;

/// <summary>One window.</summary>
/// <param name="Number">0-based over all windows of the plan.</param>
/// <param name="First">0-based first row of the valid rows, or first candidate.</param>
public sealed record SynthesisWindow(int Number, WindowKind Kind, long First, int Count)
{
    /// <summary>Of a generating window.</summary>
    public GenerationMethod Method { get; init; }

    /// <summary>Windows that the method had before.</summary>
    public int Turn { get; init; }

    /// <summary>Questions of the method's first step.</summary>
    public int Requests { get; init; }
}
