namespace FineTune.Core.Lineages.Training;

/// <summary>When the staged increments of a lineage are trained.</summary>
public enum TuneWhen
{
    OnDrop,
    Nightly,
    Manual,
}
