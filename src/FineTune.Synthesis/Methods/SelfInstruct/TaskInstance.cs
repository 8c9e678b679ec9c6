namespace FineTune.Synthesis.Methods.SelfInstruct;

/// <summary>A task's input and the output that solves it.</summary>
/// <param name="Input">Empty where the task needs none.</param>
public sealed record TaskInstance(string Input, string Output);
