namespace FineTune.Core.Models.Batches;

/// <summary>The neutral state of a batch. The provider's own word is kept beside it.</summary>
public enum BatchState
{
    Waiting,
    Running,

    /// <summary>The calls are done, the files are being written; also while a cancellation takes effect.</summary>
    Finishing,

    /// <summary>Over; single calls may have failed all the same.</summary>
    Completed,

    /// <summary>Refused as a whole: nothing was called, nothing is billed.</summary>
    Failed,

    /// <summary>Over before all calls were made; those that were are kept and billed.</summary>
    Expired,

    /// <summary>As <see cref="Expired"/>, because of a request.</summary>
    Cancelled,
}
