namespace FineTune.Training.Replay;

/// <summary>An earlier increment that rows can be replayed from.</summary>
/// <param name="Rows">Its training rows.</param>
public sealed record ReplaySource(string DatasetId, int Rows);
