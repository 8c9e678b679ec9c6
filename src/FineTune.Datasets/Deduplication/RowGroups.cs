namespace FineTune.Datasets.Deduplication;

/// <summary>Which rows belong together. A group goes by its first row; rows are numbered from 0.</summary>
internal sealed class RowGroups
{
    private readonly Pages<int> _parents = new();

    public int Count => _parents.Count;

    /// <summary>Adds the next row, alone in its group.</summary>
    public void Add() => _parents.Add(_parents.Count);

    /// <summary>The first row of the row's group.</summary>
    public int First(int row)
    {
        while (_parents[row] != row)
        {
            row = _parents[row] = _parents[_parents[row]];
        }

        return row;
    }

    public void Join(int row, int other)
    {
        var (a, b) = (First(row), First(other));
        _parents[Math.Max(a, b)] = Math.Min(a, b);
    }

    /// <summary>Every row that is not the first of its group, with the first, in order.</summary>
    public IEnumerable<(int Row, int First)> Members()
    {
        for (var row = 0; row < Count; row++)
        {
            var first = First(row);
            if (first != row)
            {
                yield return (row, first);
            }
        }
    }
}
