using System.Buffers;

namespace FineTune.Datasets.Lines;

/// <summary>Puts one line together from the pieces of the buffers it spans. Keeps at most the longest allowed line.</summary>
internal sealed class LineAssembler(int maxBytes)
{
    private static readonly SearchValues<byte> White = SearchValues.Create(" \t\r"u8);

    private readonly ArrayBufferWriter<byte> _kept = new();
    private long _offset;
    private long _length;
    private bool _markPossible;
    private byte _last;
    private bool _blank;

    /// <summary>Whether the line has no byte so far.</summary>
    public bool IsEmpty => _length == 0 || IsMark;

    private bool IsMark => _markPossible && _length == 3 && _kept.WrittenSpan.StartsWith("\uFEFF"u8);

    public void Start(long offset, bool stripByteOrderMark)
    {
        _kept.ResetWrittenCount();
        (_offset, _length, _last, _blank, _markPossible) = (offset, 0, 0, true, stripByteOrderMark);
    }

    public void Append(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty)
        {
            return;
        }

        // The first three bytes of the file are looked at one by one, because a buffer may end inside the byte order mark.
        while (_markPossible && !piece.IsEmpty && _length < 3)
        {
            Keep(piece[..1]);
            piece = piece[1..];
        }

        if (IsMark && !piece.IsEmpty)
        {
            DropMark();
        }

        Keep(piece);
    }

    /// <summary>The finished line, whose last piece is given. A line is too long when it passes the limit without its line end, and is not blank.</summary>
    public JsonlLine Complete(ReadOnlySpan<byte> last, long number)
    {
        if (_length == 0 && !_markPossible && last.Length <= maxBytes)
        {
            // Most lines are one piece and are copied once.
            var whole = last is [.. var text, (byte)'\r'] ? text : last;
            return new JsonlLine(number, _offset, whole.Length, whole.ToArray(), TooLong: false);
        }

        Append(last);
        if (IsMark)
        {
            DropMark();
        }

        var length = _last == (byte)'\r' ? _length - 1 : _length;
        return length > maxBytes
            ? new JsonlLine(number, _offset, length, ReadOnlyMemory<byte>.Empty, TooLong: !_blank)
            : new JsonlLine(number, _offset, length, _kept.WrittenSpan[..(int)length].ToArray(), TooLong: false);
    }

    private void Keep(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty)
        {
            return;
        }

        var room = Math.Max(maxBytes + 1L, 4) - _kept.WrittenCount;
        _kept.Write(room >= piece.Length ? piece : piece[..(int)Math.Max(room, 0)]);
        _length += piece.Length;
        _last = piece[^1];
        _blank = _blank && piece.IndexOfAnyExcept(White) < 0;
    }

    private void DropMark()
    {
        _kept.ResetWrittenCount();
        (_offset, _length, _last, _blank, _markPossible) = (_offset + 3, 0, 0, true, false);
    }
}
