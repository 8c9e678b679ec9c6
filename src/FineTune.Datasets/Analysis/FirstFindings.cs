using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Analysis;

/// <summary>Of any number of findings the ones with the lowest lines; it counts them all.</summary>
internal sealed class FirstFindings(int max)
{
    private readonly PriorityQueue<Finding, (long Line, long Order)> _kept = new(Comparer<(long, long)>.Create((a, b) => b.CompareTo(a)));

    public long Count { get; private set; }

    /// <summary>How many were not kept.</summary>
    public long Unlisted => Count - _kept.Count;

    public void Add(long line, Func<Finding> finding)
    {
        var place = (line, Count++);
        if (_kept.Count < max)
        {
            _kept.Enqueue(finding(), place);
        }
        else if (_kept.TryPeek(out _, out var last) && place.CompareTo(last) < 0)
        {
            _kept.DequeueEnqueue(finding(), place);
        }
    }

    /// <summary>Those kept, by line.</summary>
    public IEnumerable<Finding> All() => _kept.UnorderedItems.OrderBy(item => item.Priority).Select(item => item.Element);
}
