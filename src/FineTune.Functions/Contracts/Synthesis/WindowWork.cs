namespace FineTune.Functions.Contracts.Synthesis;

/// <summary>What to do with a window.</summary>
public enum WindowWork
{
    All,
    Generate,
    Judge,
}
