using FineTune.Core.Examples;
using FineTune.Datasets.Shapes;
using FineTune.Synthesis.Candidates;

namespace FineTune.Synthesis.Methods.Pairs;

/// <summary>Makes a training example of what a teacher wrote.</summary>
public static class GeneratedExample
{
    /// <summary>A question and its answer, behind the system message when all demonstrations share one.</summary>
    public static ChatExample Make(GeneratedPair pair, IReadOnlyList<Demonstration> demos)
    {
        ArgumentNullException.ThrowIfNull(pair);
        ArgumentNullException.ThrowIfNull(demos);
        return InstructionConverter.Convert(pair.Instruction.Trim(), null, pair.Response.Trim(), SelfInstructPrompt.SharedSystem(demos));
    }
}
