namespace FineTune.Durable;

/// <summary>A sequence that is fetched page by page, and only as far as it is read.</summary>
/// <typeparam name="T">The item type.</typeparam>
public abstract class AsyncPageable<T> : IAsyncEnumerable<T>
{
    /// <summary>
    /// The sequence as pages. The continuation token of a page, given back here, resumes after that page.
    /// </summary>
    /// <param name="continuationToken">Where to resume; null starts at the first page.</param>
    /// <param name="pageSizeHint">The wished number of items a page; an implementation may return fewer or more.</param>
    public abstract IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null);

    /// <summary>The items of all pages in order. The next page is fetched when the last item of a page was read.</summary>
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (Page<T> page in AsPages().WithCancellation(cancellationToken))
        {
            foreach (T value in page.Values)
            {
                yield return value;
            }
        }
    }
}
