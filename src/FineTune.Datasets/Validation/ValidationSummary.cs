using FineTune.Datasets.Profiles;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Validation;

/// <summary>Totals and first findings of a drop (windows/validation.json).</summary>
public sealed record ValidationSummary(ValidationTotals Totals, IReadOnlyList<Finding> FirstFindings)
{
    /// <summary>Null in summaries that an older version wrote.</summary>
    public DatasetProfile? Profile { get; init; }
}
