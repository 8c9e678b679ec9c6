using System.Text.Json.Serialization;

namespace FineTune.Core.Lineages;

/// <summary>Which models play the roles. What is not set comes from the app's defaults (<c>DefaultLineage__...</c>).</summary>
public sealed record RoleSettings
{
    public ModelChoice? Teacher { get; init; }

    /// <summary>Teachers in concert: they take turns at asking for new tasks, and answer the same instructions side by side. Empty: <see cref="Teacher"/> alone.</summary>
    public IReadOnlyList<ModelChoice> Teachers { get; init; } = [];

    /// <summary>All teachers, in order; empty where the lineage and the app name none.</summary>
    [JsonIgnore]
    public IReadOnlyList<ModelChoice> AllTeachers => Teachers.Count > 0 ? Teachers : Teacher is null ? [] : [Teacher];

    /// <summary>The panel. Empty: the app's default judge.</summary>
    public IReadOnlyList<ModelChoice> Judges { get; init; } = [];

    /// <summary>The endpoint that trains, and the root base model.</summary>
    public ModelChoice? Trainer { get; init; }

    public ModelChoice? Embedder { get; init; }
}
