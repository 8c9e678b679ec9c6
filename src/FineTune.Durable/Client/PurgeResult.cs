namespace FineTune.Durable.Client;

/// <summary>What a purge did.</summary>
public class PurgeResult
{
    /// <summary>Creates a result that does not know whether all was purged.</summary>
    public PurgeResult(int count)
        : this(count, null)
    {
    }

    /// <summary>Creates a result.</summary>
    /// <param name="count">Deleted instances.</param>
    /// <param name="isComplete">Whether nothing that matches is left; null where that is not known.</param>
    public PurgeResult(int count, bool? isComplete)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        PurgedInstanceCount = count;
        IsComplete = isComplete;
    }

    /// <summary>Deleted instances.</summary>
    public int PurgedInstanceCount { get; }

    /// <summary>Whether nothing that matches is left; null where that is not known.</summary>
    public bool? IsComplete { get; }
}
