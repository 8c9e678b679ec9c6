using FineTune.LocalProvider.Faults;
using FineTune.LocalProvider.Storage;

namespace FineTune.LocalProvider.Jobs.Timeline;

/// <summary>
/// The life of a job as a function of its record and the clock. The first tenth of its duration validates, the second queues, the rest
/// trains; pauses stop its own clock.
/// </summary>
internal static class JobTimeline
{
    public const double ValidatingShare = 0.1;
    public const double QueuedShare = 0.1;

    /// <summary>Where the fault job-paused stops training.</summary>
    public const double FaultPauseAt = 0.3;

    public static double ValidatedAt(JobRecord job) => job.DurationMs * ValidatingShare;

    public static double StartsAt(JobRecord job) => (job.DurationMs * (ValidatingShare + QueuedShare)) + job.QueueExtraMs;

    public static double EndsAt(JobRecord job) => job.DurationMs + job.QueueExtraMs;

    public static JobMoment At(JobRecord job, long nowMs)
    {
        var until = Math.Min(nowMs, job.CancelledMs ?? long.MaxValue);
        var own = Elapsed(job, until);
        var progress = Math.Clamp((own - StartsAt(job)) / Math.Max(1e-9, EndsAt(job) - StartsAt(job)), 0, 1);
        if (job.Analysis?.ErrorCode is not null && own >= ValidatedAt(job))
            return new JobMoment(JobMoment.Failed, 0, WallAt(job, ValidatedAt(job)));
        if (own >= EndsAt(job))
        {
            return job.Faults.Contains(FaultNames.JobModeration)
                ? new JobMoment(JobMoment.Failed, 1, WallAt(job, EndsAt(job)))
                : new JobMoment(JobMoment.Succeeded, 1, WallAt(job, EndsAt(job)));
        }

        if (job.CancelledMs is { } cancelled && nowMs >= cancelled)
            return new JobMoment(JobMoment.Cancelled, progress, cancelled);
        foreach (var pause in job.Pauses)
        {
            if (nowMs >= pause.FromMs && nowMs < (pause.ToMs ?? long.MaxValue))
                return new JobMoment(JobMoment.Paused, progress, null);
            if (pause.ToMs <= nowMs && nowMs < pause.RequeuedUntilMs)
                return new JobMoment(JobMoment.Queued, progress, null);
        }

        var status = own < ValidatedAt(job) ? JobMoment.Validating : own < StartsAt(job) ? JobMoment.Queued : JobMoment.Running;
        return new JobMoment(status, progress, null);
    }

    /// <summary>The wall clock at which the job's own clock shows a value; null while an open pause stands before it.</summary>
    public static long? WallAt(JobRecord job, double own)
    {
        var wall = job.CreatedMs + own;
        foreach (var pause in job.Pauses.Where(p => p.FromMs < wall || (p.ToMs is null && p.FromMs <= wall)))
        {
            if (pause.RequeuedUntilMs is not { } end)
                return null;
            wall += end - pause.FromMs;
        }

        return (long)Math.Ceiling(wall);
    }

    private static double Elapsed(JobRecord job, long untilMs)
    {
        double elapsed = untilMs - job.CreatedMs;
        foreach (var pause in job.Pauses)
        {
            if (pause.FromMs < untilMs)
                elapsed -= Math.Min(untilMs, pause.RequeuedUntilMs ?? untilMs) - pause.FromMs;
        }

        return elapsed;
    }
}
