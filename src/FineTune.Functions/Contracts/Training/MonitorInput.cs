namespace FineTune.Functions.Contracts.Training;

/// <summary>A job to watch.</summary>
/// <param name="Deadline">UTC; after it the job is cancelled.</param>
/// <param name="CancelReason">Why the job was cancelled; null while it was not.</param>
public sealed record MonitorInput(
    string RunId, string Endpoint, string JobId, DateTime Deadline, int Polls = 0, string? CancelReason = null);
