namespace FineTune.Synthesis.Batches;

/// <summary>What follows a batch.</summary>
public enum BatchStep
{
    /// <summary>Every request has its outcome.</summary>
    Done,

    /// <summary>The rest goes into another batch.</summary>
    Again,

    /// <summary>The rest is called singly.</summary>
    Singly,
}
