namespace FineTune.Core.Datasets;

/// <summary>What validation counted over a whole drop.</summary>
/// <param name="Lines">Lines that are not blank: <paramref name="Valid"/> + <paramref name="Rejected"/>.</param>
/// <param name="Tokens">Of the valid lines.</param>
public sealed record ValidationTotals(long Lines, long Blank, long Valid, long Rejected, long Tokens, IReadOnlyList<RuleCount> Rules);
