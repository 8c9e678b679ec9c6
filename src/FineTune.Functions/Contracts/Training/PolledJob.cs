using FineTune.Core.Models.Jobs;

namespace FineTune.Functions.Contracts.Training;

/// <summary>The state of a job when it was polled.</summary>
public sealed record PolledJob(
    JobState State, string RawStatus, string? Reason, long? TrainedTokens, TimeSpan PollFirst, TimeSpan PollMax)
{
    public static PolledJob Unknown { get; } = new(JobState.Waiting, "unknown", null, null, TimeSpan.Zero, TimeSpan.Zero);
}
