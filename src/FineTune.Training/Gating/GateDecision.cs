namespace FineTune.Training.Gating;

/// <summary>Whether a candidate may replace its parent.</summary>
/// <param name="Verdict">win, tie, lose or undecided: see <see cref="Verdicts"/>.</param>
/// <param name="Reason">A sentence with the numbers, for the person.</param>
public sealed record GateDecision(bool Passed, string Verdict, string Reason);
