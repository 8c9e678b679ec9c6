using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Validation;

/// <summary>What became of a line.</summary>
/// <param name="Rows">Empty exactly when a finding is an error; more than one where a task has several instances.</param>
/// <param name="Findings">Of the whole line.</param>
/// <param name="Shape">Also of a line that is rejected; null where it could not be told.</param>
public sealed record LineResult(IReadOnlyList<ValidatedRow> Rows, IReadOnlyList<Finding> Findings, InputShape? Shape)
{
    /// <summary>The first row; null when the line is rejected.</summary>
    public ValidatedRow? Row => Rows.Count == 0 ? null : Rows[0];
}
