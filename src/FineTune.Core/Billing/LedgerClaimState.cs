namespace FineTune.Core.Billing;

/// <summary>What the caller of a claim does next.</summary>
public enum LedgerClaimState
{
    /// <summary>The first attempt: call the provider, then record.</summary>
    Granted,

    /// <summary>An earlier owner's lease ran out: search at the provider first, for as long as its list may be stale, then call.</summary>
    TakenOver,

    /// <summary>Another copy is at it: wait until the lease ends, then claim again.</summary>
    Held,

    /// <summary>Done before: use the id.</summary>
    Recorded,
}
