using FineTune.Core.Models.Jobs;

namespace FineTune.Functions.Contracts.Training;

/// <summary>How far a deployment is.</summary>
/// <param name="Name">Null where models are callable as they are.</param>
public sealed record DeployedModel(string? Name, JobState State, string RawStatus, TimeSpan PollFirst, TimeSpan PollMax);
