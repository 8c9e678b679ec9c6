namespace FineTune.Datasets.Profiles;

/// <summary>A message of a line, or a field of another shape, without its text.</summary>
/// <param name="Role">The role or field where it is a known one; otherwise "other".</param>
/// <param name="Characters">UTF-16 characters of its text.</param>
/// <param name="ToolCalls">Whether it calls tools.</param>
public sealed record TurnOutline(string Role, int Characters, bool ToolCalls);
