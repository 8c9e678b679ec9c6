namespace FineTune.Datasets.Formats.Json;

/// <summary>Finds the end of one JSON value by its brackets and quotes. Goes on where it stopped when more bytes come.</summary>
internal sealed class JsonElementScanner
{
    /// <summary>Deeper is damage: no text of an example is nested like this.</summary>
    private const int MaxDepth = 100_000;

    private readonly List<byte> _closers = [];
    private bool _isScalar;
    private bool _inText;
    private bool _escaped;

    /// <summary>Closing brackets do not match, or a text contains a line end: the end of the value is unknown.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The value ends behind the bytes that were consumed.</summary>
    public bool IsComplete { get; private set; }

    public void Start(byte first)
    {
        _closers.Clear();
        _isScalar = first is not ((byte)'{' or (byte)'[');
        (_inText, _escaped, IsBroken, IsComplete) = (false, false, false, false);
    }

    /// <summary>Reads on until the value is complete or broken, or the bytes end. Returns how many were consumed.</summary>
    public int Advance(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length;)
        {
            if (_escaped)
            {
                _escaped = false;
                i++;
                continue;
            }

            var next = _inText ? bytes[i..].IndexOfAny("\"\\\n"u8) : bytes[i..].IndexOfAny(_isScalar ? "\",]\n"u8 : "\"{}[]"u8);
            if (next < 0)
            {
                return bytes.Length;
            }

            i += next;
            var consumed = _inText ? InText(bytes[i]) : Outside(bytes[i]);
            i += consumed;
            if (IsBroken || IsComplete)
            {
                return i;
            }
        }

        return bytes.Length;
    }

    private int InText(byte mark)
    {
        _inText = mark == '\\';
        _escaped = mark == '\\';
        IsBroken = mark == '\n';
        return 1;
    }

    private int Outside(byte mark)
    {
        if (mark == '"')
        {
            _inText = true;
        }
        else if (_isScalar)
        {
            // The separator belongs to what surrounds the value.
            IsComplete = true;
            return 0;
        }
        else if (mark is (byte)'{' or (byte)'[')
        {
            _closers.Add(mark == '{' ? (byte)'}' : (byte)']');
            IsBroken = _closers.Count > MaxDepth;
        }
        else if (_closers.Count > 0 && _closers[^1] == mark)
        {
            _closers.RemoveAt(_closers.Count - 1);
            IsComplete = _closers.Count == 0;
        }
        else
        {
            IsBroken = true;
        }

        return 1;
    }
}
