namespace FineTune.Datasets.Deduplication;

/// <summary>A list that grows by pages and so never holds its values twice.</summary>
internal sealed class Pages<T>
    where T : unmanaged
{
    private const int PageSize = 1 << 16;

    private readonly List<T[]> _pages = [];

    public int Count { get; private set; }

    public ref T this[int index] => ref _pages[index >> 16][index & (PageSize - 1)];

    public void Add(T value)
    {
        if (Count == _pages.Count * PageSize)
        {
            _pages.Add(new T[PageSize]);
        }

        this[Count++] = value;
    }
}
