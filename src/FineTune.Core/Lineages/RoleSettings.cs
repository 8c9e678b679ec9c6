namespace FineTune.Core.Lineages;

/// <summary>Which models play the roles. What is not set comes from the app's defaults (<c>DefaultLineage__...</c>).</summary>
public sealed record RoleSettings
{
    public ModelChoice? Teacher { get; init; }

    /// <summary>The panel. Empty: the app's default judge.</summary>
    public IReadOnlyList<ModelChoice> Judges { get; init; } = [];

    /// <summary>The endpoint that trains, and the root base model.</summary>
    public ModelChoice? Trainer { get; init; }

    public ModelChoice? Embedder { get; init; }
}
