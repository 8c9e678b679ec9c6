using System.Text.Json.Serialization;
using FineTune.Core.Lineages;
using FineTune.Functions.Contracts.Synthesis;

namespace FineTune.Functions.Contracts.Batches;

/// <summary>The calls of one stage of a group of windows.</summary>
/// <param name="Deadline">UTC; after it batches are cancelled, what they have answered is kept, and no more are made.</param>
/// <param name="Wave">0-based.</param>
public sealed record BatchCallsInput(BatchCallKind Kind, IReadOnlyList<WindowInput> Windows, DateTime Deadline, int Wave = 0)
{
    [JsonIgnore]
    public string Lineage => Windows[0].Lineage;

    [JsonIgnore]
    public string DatasetId => Windows[0].DatasetId;

    [JsonIgnore]
    public LineageSettings Settings => Windows[0].Settings;
}
