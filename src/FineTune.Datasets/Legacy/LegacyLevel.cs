namespace FineTune.Datasets.Legacy;

/// <summary>How the classic preparation tool would treat it.</summary>
public enum LegacyLevel
{
    Info,

    /// <summary>It offers a change.</summary>
    Optional,

    /// <summary>It makes the change unasked.</summary>
    Necessary,

    /// <summary>It stops.</summary>
    Error,
}
