using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Validation;

/// <summary>What validation counted over a whole drop.</summary>
/// <param name="Lines">Lines that are not blank. With <paramref name="Expanded"/>: <paramref name="Valid"/> + <paramref name="Rejected"/>.</param>
/// <param name="Valid">Examples.</param>
/// <param name="Rejected">Lines, and repeated examples of lines that hold several.</param>
/// <param name="Tokens">Of the valid examples.</param>
/// <param name="Expanded">Examples beyond the first of their line.</param>
/// <param name="Shape">Of more than half of the readable lines; null where there is no such shape.</param>
public sealed record ValidationTotals(
    long Lines, long Blank, long Valid, long Rejected, long Tokens, IReadOnlyList<RuleCount> Rules, long Expanded = 0, InputShape? Shape = null);
