using FineTune.Synthesis.Answers;
using FineTune.Synthesis.Candidates;

namespace FineTune.Synthesis.Methods.Pairs;

/// <summary>Reads a teacher's answer of instructions with their responses.</summary>
public static class SelfInstructAnswer
{
    private static readonly JsonArrayAnswer<GeneratedPair> Reader = new(
        "examples",
        element => element.Text("instruction") is { } instruction && element.Text("response") is { } response ? new GeneratedPair(instruction, response) : null,
        "instruction and response as text");

    /// <summary>The pairs in order, and what was wrong with the answer (null when nothing was). Both can be set. Never quotes the answer.</summary>
    public static (IReadOnlyList<GeneratedPair> Pairs, string? Malformed) Parse(string text) => Reader.Parse(text);
}
