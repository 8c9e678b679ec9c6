namespace FineTune.Functions.Contracts.Training;

/// <summary>A job at an endpoint.</summary>
public sealed record PollJobInput(string Endpoint, string JobId);
