namespace FineTune.LocalProvider.Jobs.Timeline;

/// <summary>What a job is at one moment. Progress (0..1) is the share of the training done.</summary>
internal sealed record JobMoment(string Status, double Progress, long? FinishedMs)
{
    public const string Validating = "validating_files";
    public const string Queued = "queued";
    public const string Running = "running";
    public const string Paused = "paused";
    public const string Succeeded = "succeeded";
    public const string Failed = "failed";
    public const string Cancelled = "cancelled";

    public bool Terminal => Status is Succeeded or Failed or Cancelled;

    /// <summary>True once training started, whether or not it continues now.</summary>
    public bool Trained => Progress > 0;
}
