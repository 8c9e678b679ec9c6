namespace FineTune.Core.Models.Jobs;

/// <summary>A file at the provider. <see cref="JobState.Succeeded"/> means ready for use.</summary>
public sealed record TrainingFile(string Id, string FileName, long Bytes, JobState State, string RawStatus);
