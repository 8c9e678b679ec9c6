using FineTune.Core.Models.Endpoints;

namespace FineTune.Synthesis.Batches;

/// <summary>
/// Deals the lines of a stage out to request files, in order and as they come: a file is full when the next line would pass the
/// endpoint's limit of lines or of bytes. The same lines give the same files.
/// </summary>
public sealed class BatchSplitter(BatchOffer offer)
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private int _part;
    private int _lines;
    private long _bytes;

    /// <summary>Files so far.</summary>
    public int Parts => _lines == 0 ? _part : _part + 1;

    /// <summary>The file (from 0) that the next line goes to; it never goes down. Null: the line alone is longer than a file may be.</summary>
    /// <param name="bytes">Of the line, its '\n' included.</param>
    /// <exception cref="ArgumentException">The id was placed before: one such line fails its whole batch.</exception>
    public int? Place(string customId, long bytes)
    {
        if (!_ids.Add(customId))
        {
            throw new ArgumentException($"The request '{customId}' occurs twice. Every request of a stage needs its own ID.", nameof(customId));
        }

        if (bytes > offer.MaxBytes || offer.MaxRequests < 1)
        {
            return null;
        }

        if (_lines > 0 && (_lines == offer.MaxRequests || _bytes + bytes > offer.MaxBytes))
        {
            (_part, _lines, _bytes) = (_part + 1, 0, 0);
        }

        (_lines, _bytes) = (_lines + 1, _bytes + bytes);
        return _part;
    }
}
