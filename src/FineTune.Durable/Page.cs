namespace FineTune.Durable;

/// <summary>One page of an <see cref="AsyncPageable{T}"/>.</summary>
/// <typeparam name="T">The item type.</typeparam>
/// <param name="values">The items of the page.</param>
/// <param name="continuationToken">Where the next page starts; null on the last page.</param>
public sealed class Page<T>(IReadOnlyList<T> values, string? continuationToken = null)
{
    /// <summary>The items of the page. A page may be empty and still be followed by another.</summary>
    public IReadOnlyList<T> Values { get; } = values ?? throw new ArgumentNullException(nameof(values));

    /// <summary>Opaque; null says that this is the last page.</summary>
    public string? ContinuationToken { get; } = continuationToken;
}
