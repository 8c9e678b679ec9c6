namespace FineTune.Training.Runs;

/// <summary>Rows of a run. <paramref name="Train"/> includes the generated and replayed ones; <paramref name="Rejected"/> counts the new increments' rejected lines.</summary>
public sealed record RunRows(int Train, int Generated, int Replayed, int Validation, int Rejected);
