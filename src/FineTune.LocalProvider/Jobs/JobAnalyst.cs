using System.Globalization;
using FineTune.LocalProvider.Faults;
using FineTune.LocalProvider.Files;
using FineTune.LocalProvider.Models;
using FineTune.LocalProvider.Storage;
using FineTune.LocalProvider.Training;

namespace FineTune.LocalProvider.Jobs;

/// <summary>Reads the files of a job: refuses them, or counts them and writes what the tuned model will remember.</summary>
internal static class JobAnalyst
{
    public static TrainingAnalysis Analyse(FileService files, JobService jobs, JobRecord job, ResolvedModel? parent)
    {
        if (job.Faults.Contains(FaultNames.JobInvalidCount))
            return TooFew(3, "Training file", "training_file");
        if (job.Faults.Contains(FaultNames.JobInvalidFile))
            return Refused("Invalid file format. Example 2, message 1: role 'narrator' is not allowed. (fault job-invalid-training-file)", "training_file");
        if (Read(files, job.TrainingFile, "training_file", job.Method, out var training) is { } problem)
            return problem;
        var validation = (Examples: new List<TrainingExample>(), Tokens: 0L);
        if (job.ValidationFile is not null && Read(files, job.ValidationFile, "validation_file", job.Method, out validation) is { } second)
            return second;
        TrainedMemory.Write(jobs.MemoryPath(job), training.Examples, parent is null ? [] : TrainedMemory.Read(jobs.MemoryPath(parent.Job!)));
        var count = training.Examples.Count;
        return new TrainingAnalysis
        {
            Examples = count,
            ValidationExamples = validation.Examples.Count,
            TokensPerEpoch = training.Tokens,
            Epochs = Hyperparameters.Epochs(job.Hyperparameters, count),
            BatchSize = Hyperparameters.BatchSize(job.Hyperparameters, count),
            LearningRateMultiplier = Hyperparameters.LearningRate(job.Hyperparameters, job.RootBase),
        };
    }

    private static TrainingAnalysis? Read(FileService files, string id, string param, string method, out (List<TrainingExample> Examples, long Tokens) read)
    {
        read = ([], 0);
        var what = param == "training_file" ? "Training file" : "Validation file";
        if (files.Find(id) is not { } file)
            return Refused($"{what} {id} no longer exists; it was deleted before the job read it.", param);
        try
        {
            read = TrainingFile.Read(files.PathOf(file), method);
        }
        catch (TrainingLineException e)
        {
            return Refused($"The job failed due to an invalid {what.ToLowerInvariant()}. {e.Message}", param);
        }
        catch (IOException e)
        {
            return Refused($"{what} {id} could not be read: {e.Message}", param);
        }

        return read.Examples.Count < TrainingFile.FewestExamples ? TooFew(read.Examples.Count, what, param) : null;
    }

    private static TrainingAnalysis TooFew(int count, string what, string param) => new()
    {
        ErrorCode = "invalid_n_examples",
        ErrorMessage = string.Create(CultureInfo.InvariantCulture, $"{what} has {count} example(s), but must have at least {TrainingFile.FewestExamples} examples"),
        ErrorParam = param,
    };

    private static TrainingAnalysis Refused(string message, string param) => new() { ErrorCode = "invalid_training_file", ErrorMessage = message, ErrorParam = param };
}
