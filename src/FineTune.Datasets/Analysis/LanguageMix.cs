using System.Globalization;
using FineTune.Core.Examples;
using FineTune.Core.Text;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Analysis;

/// <summary>The languages of the answers, and whether more than one is there in earnest.</summary>
internal sealed class LanguageMix
{
    public const int MinRows = 20;

    /// <summary>Share of the known rows from which a second language counts.</summary>
    public const double MinShare = 0.05;

    private readonly Dictionary<string, long> _rows = new(StringComparer.Ordinal);

    public void Add(ValidatedRow row)
    {
        if (LanguageGuess.Of(ExampleText.Response(row.Example)) is { } language)
        {
            _rows[language] = _rows.GetValueOrDefault(language) + 1;
        }
    }

    /// <summary>Rows by language, most frequent first.</summary>
    public IReadOnlyList<NamedCount> Counts() =>
        [.. _rows.OrderByDescending(language => language.Value).ThenBy(language => language.Key, StringComparer.Ordinal).Select(l => new NamedCount(l.Key, l.Value))];

    public IEnumerable<Finding> Findings()
    {
        var known = _rows.Values.Sum();
        var languages = _rows.Where(language => language.Value >= Math.Max(2, known * MinShare))
            .OrderByDescending(language => language.Value).ThenBy(language => language.Key, StringComparer.Ordinal).ToList();
        if (known >= MinRows && languages.Count > 1)
        {
            var list = string.Join(", ", languages.Select(language => string.Create(CultureInfo.InvariantCulture, $"{language.Key} {language.Value}")));
            yield return RuleBook.Finding(RuleIds.LanguageMix, 0, $"The answers are in several languages or scripts: {list} (of {known} recognised answers).");
        }
    }
}
