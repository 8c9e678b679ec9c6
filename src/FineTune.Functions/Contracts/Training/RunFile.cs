using FineTune.Core.Storage;
using FineTune.Training.Runs;

namespace FineTune.Functions.Contracts.Training;

/// <summary>The id of an uploaded file, remembered beside the plan.</summary>
public sealed record RunFile(string FileId)
{
    public static BlobRef Of(RunPlan plan, string kind) => BlobPaths.Run(plan.Lineage, plan.RunId, $"file-{kind}.json");
}
