using System.Globalization;
using FineTune.Core.Datasets.Profile;
using FineTune.Core.Generation;

namespace FineTune.Core.Datasets.Sets;

/// <summary>Groups of rows that say nearly the same: question and answer together are alike by ROUGE-L.</summary>
internal sealed class NearDuplicates
{
    /// <summary>Rows compared with each other; later ones are not, and the findings say so.</summary>
    public const int MaxRows = 3_000;

    /// <summary>ROUGE-L F1 above which two rows are near duplicates.</summary>
    public const double Threshold = 0.9;

    private const int MaxCharacters = 1_000;
    private const int ListedLines = 10;

    private readonly NoveltyFilter _filter = new(Threshold);
    private readonly SortedDictionary<long, List<long>> _groups = [];
    private long _rows;

    public void Add(ValidatedRow row)
    {
        if (++_rows > MaxRows)
        {
            return;
        }

        var text = Start(ExampleText.Instruction(row.Example)) + "\n" + Start(ExampleText.Response(row.Example));
        if (_filter.IsNovel(text))
        {
            _filter.Add(row.Line.ToString(CultureInfo.InvariantCulture), text);
            return;
        }

        var first = long.Parse(_filter.Check(text).MostSimilarId!, CultureInfo.InvariantCulture);
        if (!_groups.TryGetValue(first, out var group))
        {
            _groups[first] = group = [];
        }

        group.Add(row.Line);
    }

    public IEnumerable<Finding> Findings()
    {
        foreach (var (first, others) in _groups)
        {
            var lines = string.Join(", ", others.Take(ListedLines));
            var more = others.Count > ListedLines ? $" and {others.Count - ListedLines} more" : "";
            yield return RuleBook.Finding(
                RuleIds.NearDuplicates, first, $"Nearly the same as this line: {lines}{more} (ROUGE-L above {Threshold.ToString(CultureInfo.InvariantCulture)}).");
        }

        if (_rows > MaxRows)
        {
            yield return RuleBook.Finding(
                RuleIds.NearDuplicates, 0, $"Only the first {MaxRows} of {_rows} valid rows were compared with each other.", severity: Severity.Info);
        }
    }

    /// <summary>The largest groups, then the first.</summary>
    public IReadOnlyList<DuplicateGroup> Largest(int max) =>
    [
        .. _groups.OrderByDescending(group => group.Value.Count).ThenBy(group => group.Key).Take(max)
            .Select(group => new DuplicateGroup(group.Key, [.. group.Value.Take(ListedLines)], group.Value.Count + 1)),
    ];

    private static string Start(string text) => text.Length <= MaxCharacters ? text : text[..MaxCharacters];
}
