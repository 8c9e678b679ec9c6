using FineTune.Core.Text;

namespace FineTune.Synthesis.Novelty;

/// <summary>
/// Texts as token numbers. All stand one behind the other, so that a scan over them reads memory in order. A fork continues from its origin's texts
/// without copying them; from then on the origin takes no more texts, and any number of forks may read it at once.
/// </summary>
internal sealed class TextTokens
{
    private readonly TextTokens? _origin;
    private readonly int _firstToken;
    private readonly int _firstText;
    private readonly Dictionary<string, int> _vocabulary = new(StringComparer.Ordinal);
    private readonly List<int> _ends = [];
    private int[] _tokens = [];
    private int[] _slots = [];
    private volatile bool _isForked;

    public TextTokens()
    {
    }

    private TextTokens(TextTokens origin) => (_origin, _firstToken, _firstText) = (origin, origin.VocabularySize, origin.Count);

    /// <summary>Texts added so far.</summary>
    public int Count => _firstText + _ends.Count;

    /// <summary>Different tokens so far; their numbers are 0 to this, exclusive.</summary>
    public int VocabularySize => _firstToken + _vocabulary.Count;

    /// <summary>A text's tokens.</summary>
    public ReadOnlySpan<int> this[int text]
    {
        get
        {
            if (text < _firstText)
            {
                return _origin![text];
            }

            var own = text - _firstText;
            var start = own == 0 ? 0 : _ends[own - 1];
            return _tokens.AsSpan(start, _ends[own] - start);
        }
    }

    public TextTokens Fork()
    {
        _isForked = true;
        return new TextTokens(this);
    }

    /// <summary>Adds a text and returns its tokens.</summary>
    /// <exception cref="InvalidOperationException">The texts were forked.</exception>
    public int[] Add(string text)
    {
        if (_isForked)
        {
            throw new InvalidOperationException("Texts that were forked take no more texts.");
        }

        var words = RougeTokens.Of(text);
        var tokens = new int[words.Count];
        for (var i = 0; i < tokens.Length; i++)
        {
            tokens[i] = Find(words[i]) ?? New(words[i]);
        }

        Append(tokens);
        return tokens;
    }

    /// <summary>The tokens of a text that is not added; those that no text has are negative.</summary>
    public int[] Tokenize(string text)
    {
        var words = RougeTokens.Of(text);
        var tokens = new int[words.Count];
        for (var i = 0; i < tokens.Length; i++)
        {
            tokens[i] = Find(words[i]) ?? -1;
        }

        return tokens;
    }

    /// <summary>Working space by token, all zero between uses.</summary>
    public int[] Slots()
    {
        if (_slots.Length < VocabularySize)
        {
            _slots = new int[VocabularySize + (VocabularySize / 4) + 64];
        }

        return _slots;
    }

    private int? Find(string word) => _origin?.Find(word) ?? (_vocabulary.TryGetValue(word, out var token) ? token : null);

    private int New(string word)
    {
        var token = VocabularySize;
        _vocabulary.Add(word, token);
        return token;
    }

    private void Append(int[] tokens)
    {
        var start = _ends.Count == 0 ? 0 : _ends[^1];
        if (_tokens.Length < start + tokens.Length)
        {
            Array.Resize(ref _tokens, Math.Max(2 * _tokens.Length, Math.Max(256, start + tokens.Length)));
        }

        tokens.CopyTo(_tokens, start);
        _ends.Add(start + tokens.Length);
    }
}
