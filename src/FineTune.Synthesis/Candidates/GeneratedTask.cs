namespace FineTune.Synthesis.Candidates;

/// <summary>An instruction that joined the pool of known ones.</summary>
/// <param name="Id">Of the task; several rows may answer one task.</param>
/// <param name="Instruction">Without its input.</param>
/// <param name="Parent">The task or row that it was evolved from, or that it takes over; null for a new one.</param>
/// <param name="Depth">Evolutions between it and a row of the drop.</param>
public sealed record GeneratedTask(string Id, string Instruction, string? Parent = null, int Depth = 0);
