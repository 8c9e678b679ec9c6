namespace FineTune.Providers.Http;

/// <summary>What a lost reply means, and whether a call may be sent again by itself.</summary>
internal enum CallKind
{
    /// <summary>Changes nothing: tried again.</summary>
    Read,

    /// <summary>May be sent twice without harm (by the caller): a lost reply is transient.</summary>
    Repeatable,

    /// <summary>Creates something: sent once; a lost reply, or a server error that leaves it open, is ambiguous.</summary>
    Create,
}
