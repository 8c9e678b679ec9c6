using System.Text;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Legacy;

/// <summary>The prompts, or the completions, of a legacy file.</summary>
/// <param name="marks">Marks to suggest, in order of preference; the last is the fallback.</param>
internal sealed class LegacyTexts(IReadOnlyList<string> marks)
{
    private readonly CommonEnds _ends = new();
    private readonly bool[] _used = new bool[marks.Count];
    private long _upper;
    private long _lower;
    private bool _newlines;
    private bool _spaceStarts = true;
    private char? _firstCharacter;
    private string? _mark;
    private bool _inside;

    public long Characters { get; private set; }

    public bool MostlyUpperCase => _upper * 2 > _lower;

    public bool HasMark => _ends.Suffix.Length > 0;

    public void Add(string text)
    {
        _ends.Add(text);
        Characters += Length(text);
        _newlines |= text.Contains('\n');
        foreach (var rune in text.EnumerateRunes())
        {
            _upper += Rune.IsUpper(rune) ? 1 : 0;
            _lower += Rune.IsLower(rune) ? 1 : 0;
        }

        for (var i = 0; i < _used.Length - 1; i++)
        {
            _used[i] |= text.Contains(marks[i], StringComparison.Ordinal);
        }

        var first = text.Length == 0 ? '\0' : text[0];
        _spaceStarts &= first is ' ' or '\n' && first == (_firstCharacter ??= first);
    }

    /// <summary>Looks for the common end inside a text. Only after all texts were added.</summary>
    public void Revisit(string text)
    {
        _mark ??= _ends.Suffix;
        _inside = _inside || (_mark.Length > 0 && text.AsSpan(0, text.Length - _mark.Length).Contains(_mark, StringComparison.Ordinal));
    }

    public IEnumerable<LegacyNotice> PromptMarks(LegacyTask task)
    {
        var equal = _ends.AllEqual;
        if (task != LegacyTask.OpenEnded)
        {
            yield return equal
                ? LegacySuite.Notice(RuleIds.LegacyPromptSeparator, LegacyLevel.Error, $"All prompts are identical. Leave them empty for open-ended generation, or make them differ.")
                : Mark(RuleIds.LegacyPromptSeparator, "prompts", "separator");
        }

        if (!equal && Length(_ends.Prefix) is var length and > 0)
        {
            yield return length > LegacySuite.LongPromptPrefix
                ? LegacySuite.Notice(RuleIds.LegacyPromptPrefix, LegacyLevel.Optional, $"All prompts start with the same {length} characters. Text that is the same in every example can be removed.")
                : LegacySuite.Notice(RuleIds.LegacyPromptPrefix, LegacyLevel.Info, $"All prompts start with the same characters ({length}).");
        }
    }

    public IEnumerable<LegacyNotice> CompletionMarks(LegacyTask task)
    {
        var equal = _ends.AllEqual;
        if (!equal && Length(_ends.Prefix) is var length and >= LegacySuite.LongCompletionPrefix)
        {
            yield return LegacySuite.Notice(RuleIds.LegacyCompletionPrefix, LegacyLevel.Optional, $"All completions start with the same {length} characters. Usually they belong to the prompt or can be removed.");
        }

        if (task == LegacyTask.ConditionalGeneration)
        {
            yield return equal
                ? LegacySuite.Notice(RuleIds.LegacyCompletionStop, LegacyLevel.Error, $"All completions are identical, so there is nothing to learn.")
                : Mark(RuleIds.LegacyCompletionStop, "completions", "stop sequence");
        }

        if (!_spaceStarts)
        {
            yield return LegacySuite.Notice(RuleIds.LegacyCompletionSpace, LegacyLevel.Optional, $"Not every completion starts with white space, which legacy models need.");
        }
    }

    /// <summary>Characters as people count them in other languages: a surrogate pair is one.</summary>
    public static int Length(string text)
    {
        var pairs = 0;
        for (var i = 1; i < text.Length; i++)
        {
            pairs += char.IsSurrogatePair(text[i - 1], text[i]) ? 1 : 0;
        }

        return text.Length - pairs;
    }

    private LegacyNotice Mark(string rule, string texts, string what)
    {
        var length = Length(_ends.Suffix);
        if (length == 0)
        {
            return LegacySuite.Notice(rule, LegacyLevel.Optional, $"The {texts} have no common {what} at their end. Not used in this file: {LegacyMarks.Show(Free())}.");
        }

        var tooLong = length > LegacySuite.LongMark ? $" That is long; {LegacyMarks.Show(Free())} is enough." : "";
        var inside = _inside ? " It also occurs inside some of them, where it would be mistaken for their end." : "";
        return LegacySuite.Notice(rule, LegacyLevel.Info, $"All {texts} end with the same {length} characters.{tooLong}{inside}");
    }

    /// <summary>The first suggestion that occurs nowhere; the arrow only where no text has more than one line.</summary>
    private string Free()
    {
        for (var i = 0; i < _used.Length - 1; i++)
        {
            if (!_used[i] && !(marks[i] == LegacyMarks.Arrow && _newlines))
            {
                return marks[i];
            }
        }

        return marks[^1];
    }
}
