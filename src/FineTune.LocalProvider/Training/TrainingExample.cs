namespace FineTune.LocalProvider.Training;

/// <summary>What a tuned model keeps of a line: the last user turn and the answer to it.</summary>
internal sealed record TrainingExample(string Prompt, string Answer, string? ToolCalls = null, int Generation = 0);
