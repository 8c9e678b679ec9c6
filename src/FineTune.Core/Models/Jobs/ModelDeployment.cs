namespace FineTune.Core.Models.Jobs;

/// <summary>A deployment; <paramref name="Name"/> is what chat calls use as the model.</summary>
public sealed record ModelDeployment(string Name, string Model, JobState State, string RawStatus);
