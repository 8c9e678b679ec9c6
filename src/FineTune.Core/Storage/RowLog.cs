using System.Text.Json;

namespace FineTune.Core.Storage;

/// <summary>
/// The progress of a window: rows appended to a blob at a known position, at most once per 20 rows or second. Opening it again
/// continues after the rows already there. When another copy of the same work has appended meanwhile, its rows are taken over
/// (the first row per id counts) and nothing is written twice.
/// </summary>
/// <remarks>Not thread-safe. Readers of the blob keep the first row per id.</remarks>
public sealed class RowLog<T>
    where T : class
{
    private const int FlushRows = 20;
    private static readonly TimeSpan _flushAfter = TimeSpan.FromSeconds(1);

    private readonly IBlobStore _store;
    private readonly BlobRef _blob;
    private readonly Func<T, string> _id;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, T> _rows = new(StringComparer.Ordinal);
    private readonly List<T> _pending = [];
    private long _position;
    private bool _endsInLine = true;
    private long _lastFlush;

    private RowLog(IBlobStore store, BlobRef blob, Func<T, string> id, TimeProvider time)
    {
        (_store, _blob, _id, _time) = (store, blob, id, time);
        _lastFlush = time.GetTimestamp();
    }

    /// <summary>Every row, stored or pending, first per id.</summary>
    public IReadOnlyDictionary<string, T> Rows => _rows;

    public static async Task<RowLog<T>> OpenAsync(
        IBlobStore store, BlobRef blob, Func<T, string> id, TimeProvider time, CancellationToken cancellationToken = default)
    {
        var log = new RowLog<T>(store, blob, id, time);
        await log.LoadAsync(cancellationToken);
        return log;
    }

    /// <summary>Adds rows that belong together (one call's answer): they are stored in one append or not at all.</summary>
    public async Task AddAsync(IReadOnlyCollection<T> rows, CancellationToken cancellationToken = default)
    {
        foreach (var row in rows)
        {
            if (_rows.TryAdd(_id(row), row))
            {
                _pending.Add(row);
            }
        }

        if (_pending.Count >= FlushRows || _time.GetElapsedTime(_lastFlush) >= _flushAfter)
        {
            await FlushAsync(cancellationToken);
        }
    }

    /// <summary>Stores what is pending.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        while (_pending.Count > 0)
        {
            var bytes = Serialize();
            if (await _store.AppendAsync(_blob, bytes, _position, cancellationToken))
            {
                _position += bytes.Length;
                _endsInLine = true;
                _pending.Clear();
                break;
            }

            await MergeAsync(cancellationToken);
        }

        _lastFlush = _time.GetTimestamp();
    }

    private byte[] Serialize()
    {
        using var buffer = new MemoryStream();
        if (!_endsInLine)
        {
            buffer.WriteByte((byte)'\n');
        }

        foreach (var row in _pending)
        {
            JsonSerializer.Serialize(buffer, row, FineTuneJson.Options);
            buffer.WriteByte((byte)'\n');
        }

        return buffer.ToArray();
    }

    private async Task MergeAsync(CancellationToken cancellationToken)
    {
        var mine = _pending.ToArray();
        await LoadAsync(cancellationToken);
        _pending.Clear();
        foreach (var row in mine)
        {
            if (_rows.TryAdd(_id(row), row))
            {
                _pending.Add(row);
            }
        }
    }

    /// <summary>Loads what is stored. When it cannot be read, nothing changes and pending rows stay pending.</summary>
    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await using (var download = await _store.OpenReadAsync(_blob, cancellationToken: cancellationToken))
        {
            if (download is not null)
            {
                await download.Content.CopyToAsync(buffer, cancellationToken);
            }
        }

        _rows.Clear();
        var bytes = buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
        _position = bytes.Length;
        _endsInLine = bytes.IsEmpty || bytes[^1] == '\n';
        foreach (var range in bytes.Split((byte)'\n'))
        {
            if (Storage.Rows.Parse<T>(bytes[range]) is { } row)
            {
                _rows.TryAdd(_id(row), row);
            }
        }
    }
}
