using System.Buffers;

namespace FineTune.Datasets.Content;

/// <summary>
/// Literals of which at least one stands in every text that a pattern matches. Looking for them is many times faster than the pattern, and most
/// texts have none. Who changes the pattern changes these.
/// </summary>
internal sealed class Anchors
{
    /// <summary>Letters that equal an ASCII one to a pattern that ignores case, but not to an ordinal comparison.</summary>
    private static readonly SearchValues<char> Foldings = SearchValues.Create("\u0130\u0131\u017F\u212A");

    private readonly SearchValues<string> _literals;
    private readonly bool _ignoreCase;

    public Anchors(bool ignoreCase, params ReadOnlySpan<string> literals)
    {
        _literals = SearchValues.Create(literals, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);
        _ignoreCase = ignoreCase;
    }

    /// <summary>False: the pattern cannot match.</summary>
    public bool AreIn(ReadOnlySpan<char> text) => text.ContainsAny(_literals) || (_ignoreCase && text.ContainsAny(Foldings));

    /// <summary>Every first followed by every second.</summary>
    public static IEnumerable<string> Pairs(string[] firsts, string[] seconds) => firsts.SelectMany(first => seconds.Select(second => first + second));
}
