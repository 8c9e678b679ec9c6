namespace FineTune.Synthesis.Methods.Alpaca;

/// <summary>A task as Alpaca's list has it.</summary>
/// <param name="Input">Empty where the task has none.</param>
public sealed record AlpacaRecord(string Instruction, string Input, string Output);
