namespace FineTune.Synthesis.Planning;

/// <summary>What a window processes.</summary>
public enum WindowKind
{
    /// <summary>Rows of the owner's drop: judge them.</summary>
    Drop,

    /// <summary>Candidates: generate them, then judge them.</summary>
    Generate,
}
