using FineTune.Training.Runs;

namespace FineTune.Functions.Contracts.Training;

/// <summary>A job to create.</summary>
/// <param name="FindOnly">The run was cancelled: find what an earlier attempt created, create nothing.</param>
public sealed record CreateJobInput(RunPlan Plan, UploadedFiles Files, bool FindOnly = false);
