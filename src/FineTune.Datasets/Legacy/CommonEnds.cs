namespace FineTune.Datasets.Legacy;

/// <summary>The longest start and the longest end that all texts added so far share.</summary>
internal sealed class CommonEnds
{
    private string? _first;
    private int _prefix;
    private int _suffix;

    public string Prefix => _first is null ? "" : WithoutHalf(_first[.._prefix], atEnd: true);

    public string Suffix => _first is null ? "" : WithoutHalf(_first[^_suffix..], atEnd: false);

    /// <summary>Whether more than one text was added and all are the same.</summary>
    public bool AllEqual { get; private set; } = true;

    public void Add(string text)
    {
        if (_first is null)
        {
            (_first, _prefix, _suffix) = (text, text.Length, text.Length);
            return;
        }

        AllEqual &= text == _first;
        _prefix = text.AsSpan().CommonPrefixLength(_first.AsSpan(0, _prefix));
        var shared = 0;
        while (shared < _suffix && shared < text.Length && text[^(shared + 1)] == _first[^(shared + 1)])
        {
            shared++;
        }

        _suffix = shared;
    }

    /// <summary>Half of a surrogate pair at the inner end is not a character that the texts share.</summary>
    private static string WithoutHalf(string text, bool atEnd) =>
        text.Length == 0 ? text
        : atEnd && char.IsHighSurrogate(text[^1]) ? text[..^1]
        : !atEnd && char.IsLowSurrogate(text[0]) ? text[1..]
        : text;
}
