namespace FineTune.Core.Storage;

/// <summary>When a write may happen. A write whose condition does not hold changes nothing and yields null.</summary>
public readonly record struct WriteCondition
{
    private WriteCondition(bool createOnly, string? ifMatch) => (CreateOnly, IfMatch) = (createOnly, ifMatch);

    public bool CreateOnly { get; }

    public string? IfMatch { get; }

    /// <summary>Write whatever is there.</summary>
    public static WriteCondition None => default;

    /// <summary>Write only where no blob is.</summary>
    public static WriteCondition IfAbsent => new(true, null);

    /// <summary>Write only over the version with this ETag.</summary>
    public static WriteCondition IfVersion(string etag) => new(false, etag);
}
