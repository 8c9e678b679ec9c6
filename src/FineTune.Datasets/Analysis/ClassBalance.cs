using System.Globalization;
using FineTune.Core.Examples;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Analysis;

/// <summary>Whether the answers are labels of which some are much rarer than others.</summary>
internal sealed class ClassBalance
{
    public const int MinRows = 20;
    public const int MaxClasses = 50;
    public const int LabelCharacters = 40;

    /// <summary>The largest class may be this many times the smallest.</summary>
    public const int MaxRatio = 10;

    private readonly Dictionary<string, long> _classes = new(StringComparer.Ordinal);
    private long _rows;
    private bool _isClassification = true;

    public void Add(ValidatedRow row)
    {
        if (!_isClassification)
        {
            return;
        }

        var label = ExampleText.Response(row.Example).Trim();
        _rows++;
        _classes[label] = _classes.GetValueOrDefault(label) + 1;
        if (label.Length > LabelCharacters || _classes.Count > MaxClasses)
        {
            _isClassification = false;
            _classes.Clear();
        }
    }

    /// <summary>A set counts as a classification when there are fewer different answers, all of them short, than a third of the rows.</summary>
    public IEnumerable<Finding> Findings()
    {
        if (!_isClassification || _rows < MinRows || _classes.Count < 2 || _classes.Count * 3 >= _rows)
        {
            yield break;
        }

        var (largest, smallest) = (_classes.Values.Max(), _classes.Values.Min());
        if (largest > smallest * MaxRatio)
        {
            yield return RuleBook.Finding(
                RuleIds.ClassImbalance, 0,
                string.Create(CultureInfo.InvariantCulture, $"{_classes.Count} different answers in {_rows} rows: the most frequent has {largest} rows, the rarest {smallest}."));
        }
    }
}
