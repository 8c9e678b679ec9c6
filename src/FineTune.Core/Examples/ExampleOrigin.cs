namespace FineTune.Core.Examples;

/// <summary>Where a row comes from.</summary>
public enum ExampleOrigin
{
    /// <summary>A line of the owner's drop.</summary>
    Drop,

    /// <summary>A teacher model.</summary>
    Generated,
}
