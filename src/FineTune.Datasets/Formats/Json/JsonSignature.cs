namespace FineTune.Datasets.Formats.Json;

/// <summary>
/// How the elements of an array begin: from their brace to the colon behind their first key. Behind a damaged element, the next one is
/// looked for by it. Inside a text it cannot stand, because a text's quotes are escaped.
/// </summary>
internal sealed class JsonSignature
{
    private const int MaxBytes = 256;

    private byte[] _bytes = [];

    public int Length => _bytes.Length;

    /// <summary>Learns from an element that was read well, or from any where none was so far.</summary>
    public void Learn(ReadOnlySpan<byte> element, bool isGood)
    {
        if (!isGood && _bytes.Length > 0)
        {
            return;
        }

        var head = element[..Math.Min(element.Length, MaxBytes)];
        var colon = head.IndexOf((byte)':');
        if (colon > 0 && head[0] == '{' && !head[..colon].SequenceEqual(_bytes.AsSpan(0, Math.Max(0, _bytes.Length - 1))))
        {
            _bytes = head[..(colon + 1)].ToArray();
        }
    }

    /// <summary>Where the next element begins; -1 where none is seen.</summary>
    public int Find(ReadOnlySpan<byte> bytes) => _bytes.Length == 0 ? -1 : bytes.IndexOf(_bytes);
}
