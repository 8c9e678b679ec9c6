namespace FineTune.Synthesis.Candidates;

/// <summary>What a teacher wrote, before any filter.</summary>
public sealed record GeneratedPair(string Instruction, string Response);
