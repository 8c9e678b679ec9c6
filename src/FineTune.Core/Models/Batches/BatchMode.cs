namespace FineTune.Core.Models.Batches;

/// <summary>Whether a stage's calls go through batches: cheaper, but hours late.</summary>
public enum BatchMode
{
    /// <summary>Where they are worth it (see <see cref="BatchPolicy"/>).</summary>
    Auto,

    Always,
    Never,
}
