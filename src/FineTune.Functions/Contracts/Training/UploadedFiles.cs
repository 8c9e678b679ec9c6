namespace FineTune.Functions.Contracts.Training;

/// <summary>The run's files at the provider.</summary>
/// <param name="Ready">False: look again.</param>
/// <param name="Refusal">Why a file cannot be used.</param>
public sealed record UploadedFiles(
    string TrainId, string? ValidationId, bool Ready, string? Refusal, TimeSpan PollFirst, TimeSpan PollMax);
