using FineTune.LocalProvider.Faults;
using FineTune.LocalProvider.Storage;

namespace FineTune.LocalProvider.Batches;

/// <summary>The life of a batch as a function of its record and the clock.</summary>
internal static class BatchTimeline
{
    public const string Validating = "validating";
    public const string InProgress = "in_progress";
    public const string Finalizing = "finalizing";
    public const string Completed = "completed";
    public const string Failed = "failed";
    public const string Expired = "expired";
    public const string Cancelling = "cancelling";
    public const string Cancelled = "cancelled";

    private const double ValidatedShare = 0.1;
    private const double FinalizingShare = 0.9;
    private const double CancellingShare = 0.05;

    public static long ValidatedMs(BatchRecord batch) => batch.CreatedMs + (long)(batch.DurationMs * ValidatedShare);

    public static long FinalizingMs(BatchRecord batch) => batch.CreatedMs + (long)(batch.DurationMs * FinalizingShare);

    public static long EndMs(BatchRecord batch) => batch.CreatedMs + (long)batch.DurationMs;

    public static long CancelledAtMs(BatchRecord batch) => batch.CancelledMs!.Value + (long)(batch.DurationMs * CancellingShare);

    public static string At(BatchRecord batch, long nowMs)
    {
        if (batch.Problems.Count > 0)
            return nowMs >= ValidatedMs(batch) ? Failed : Validating;
        if (batch.CancelledMs is not null)
            return nowMs >= CancelledAtMs(batch) ? Cancelled : Cancelling;
        if (nowMs >= EndMs(batch))
            return batch.Faults.Contains(FaultNames.BatchExpired) ? Expired : Completed;
        return nowMs >= FinalizingMs(batch) ? Finalizing : nowMs >= ValidatedMs(batch) ? InProgress : Validating;
    }

    public static bool HasOutcome(string status) => status is Completed or Expired or Cancelled;

    /// <summary>The share (0..1) of the lines worked on.</summary>
    public static double Done(BatchRecord batch, long nowMs)
    {
        var until = Math.Min(nowMs, batch.CancelledMs ?? long.MaxValue);
        var share = Math.Clamp((until - ValidatedMs(batch)) / Math.Max(1.0, FinalizingMs(batch) - ValidatedMs(batch)), 0, 1);
        return batch.Faults.Contains(FaultNames.BatchExpired) ? share / 2 : share;
    }
}
