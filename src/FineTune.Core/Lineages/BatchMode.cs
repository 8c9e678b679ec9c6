namespace FineTune.Core.Lineages;

/// <summary>Whether a stage's calls go through batches: cheaper, but hours late.</summary>
public enum BatchMode
{
    /// <summary>Where they are worth it (see <c>BatchPolicy</c>).</summary>
    Auto,

    Always,
    Never,
}
