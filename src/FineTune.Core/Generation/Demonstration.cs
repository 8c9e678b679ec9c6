namespace FineTune.Core.Generation;

/// <summary>An example shown to a teacher.</summary>
public sealed record Demonstration(string Id, string Instruction, string Response, string? System);
