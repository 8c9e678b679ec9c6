using FineTune.Durable.Worker.Extensions.Abstractions;

namespace FineTune.Durable.Worker;

/// <summary>
/// Runs a function for each new or rewritten blob, at least once and possibly late. The blob may have changed or gone by the
/// time the function reads it. A blob that fails five times is given up.
/// </summary>
/// <param name="blobPath">
/// Container and name pattern, such as <c>drops/{group}/{name}.jsonl</c>. Tokens bind to string parameters of the same name; the
/// first one takes as much as it can, slashes included.
/// </param>
public sealed class BlobTriggerAttribute(string blobPath) : TriggerBindingAttribute
{
    /// <summary>Container and name pattern.</summary>
    public string BlobPath { get; } = blobPath;

    /// <summary>The setting with the connection of the account; null means <c>AzureWebJobsStorage</c>.</summary>
    public string? Connection { get; set; }

    /// <summary>How changes are noticed.</summary>
    public BlobTriggerSource Source { get; set; } = BlobTriggerSource.LogsAndContainerScan;
}
