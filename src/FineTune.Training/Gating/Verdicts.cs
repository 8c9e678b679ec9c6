namespace FineTune.Training.Gating;

/// <summary>The gate's words.</summary>
public static class Verdicts
{
    /// <summary>Better beyond chance.</summary>
    public const string Win = "win";

    /// <summary>No difference beyond chance, or a loss within the margin.</summary>
    public const string Tie = "tie";

    /// <summary>Worse than a margin allows, beyond chance.</summary>
    public const string Lose = "lose";

    /// <summary>There is not enough to decide on.</summary>
    public const string Undecided = "undecided";
}
