namespace FineTune.Datasets.Deduplication;

/// <summary>
/// The lines of rows, which come in order. Only places where rows do not follow line by line take room (8 bytes each): a file without blank and rejected lines takes none.
/// </summary>
internal sealed class RowLines
{
    private readonly Pages<Turn> _turns = new();

    public int Count { get; private set; }

    /// <summary>The line of a row; lines are numbered from 1.</summary>
    public uint this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));
            var (first, last) = (0, _turns.Count - 1);
            while (first < last)
            {
                var middle = (first + last + 1) / 2;
                (first, last) = _turns[middle].Row <= row ? (middle, last) : (first, middle - 1);
            }

            return (uint)(row + _turns[first].Ahead);
        }
    }

    public void Add(long line)
    {
        var ahead = (int)(line - Count);
        if (Count == 0 || _turns[_turns.Count - 1].Ahead != ahead)
        {
            _turns.Add(new Turn(Count, ahead));
        }

        Count++;
    }

    /// <summary>From this row on, lines are so far ahead of rows (behind, where lines gave several rows).</summary>
    private readonly record struct Turn(int Row, int Ahead);
}
