using FineTune.Core.Storage;

namespace FineTune.Functions.Activities.Intake;

/// <summary>The blobs that validation leaves for the later stages.</summary>
internal sealed record ValidationFiles(string Lineage, string DatasetId)
{
    public BlobRef Validated => BlobPaths.Validated(Lineage, DatasetId);

    /// <summary>Byte offset of each window's first row in validated.jsonl, and at last the file's length.</summary>
    public BlobRef Index => BlobPaths.Increment(Lineage, DatasetId, "windows/validated-index.json");

    public BlobRef Summary => BlobPaths.Increment(Lineage, DatasetId, "windows/validation.json");

    /// <summary>Lines the rules rejected; rejected.jsonl adds those the judges rejected.</summary>
    public BlobRef RejectedByRules => BlobPaths.Increment(Lineage, DatasetId, "windows/rejected-by-rules.jsonl");

    /// <summary>Valid rows that belong to an earlier one, by their numbers in validated.jsonl.</summary>
    public BlobRef Groups => BlobPaths.Increment(Lineage, DatasetId, "windows/groups.jsonl");

    public BlobRef Seeds => BlobPaths.Increment(Lineage, DatasetId, "windows/seeds.jsonl");
}
