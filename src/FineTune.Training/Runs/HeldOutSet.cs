namespace FineTune.Training.Runs;

/// <summary>A set the candidate is proved on. Kind is validation (new data) or retention (earlier data).</summary>
public sealed record HeldOutSet(HeldOutKind Kind, string DatasetId, int Rows);
