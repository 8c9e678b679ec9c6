using FineTune.Core.Registry;

namespace FineTune.Functions.Api.Models;

/// <summary>The registry of a lineage.</summary>
public sealed record ModelsOverview(IReadOnlyList<ModelVersion> Versions, IReadOnlyDictionary<string, int> Aliases, IReadOnlyList<AliasMove> History);
