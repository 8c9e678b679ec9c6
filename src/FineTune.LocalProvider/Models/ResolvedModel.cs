using FineTune.LocalProvider.Storage;

namespace FineTune.LocalProvider.Models;

/// <summary>A model a request may use. For a tuned one: its job, and the share (0..1] of the training behind it (a checkpoint has less than 1).</summary>
internal sealed record ResolvedModel(string Name, ModelKind Kind, string Root)
{
    public JobRecord? Job { get; init; }

    public double Share { get; init; } = 1;

    public static ResolvedModel Tuned(JobRecord job) => new(job.TunedModel, ModelKind.Tuned, job.RootBase) { Job = job };
}
