namespace FineTune.Functions.Contracts.Batches;

/// <summary>Whose calls.</summary>
public enum BatchCallKind
{
    /// <summary>Of teachers.</summary>
    Calls,

    /// <summary>Of judges.</summary>
    Verdicts,
}
