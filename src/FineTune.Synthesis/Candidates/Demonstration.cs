using FineTune.Core.Examples;

namespace FineTune.Synthesis.Candidates;

/// <summary>An example shown to a teacher.</summary>
public sealed record Demonstration(string Id, string Instruction, string Response, string? System)
{
    /// <summary>The whole conversation, where it is longer than one question and its answer.</summary>
    public IReadOnlyList<ChatTurn>? Turns { get; init; }
}
