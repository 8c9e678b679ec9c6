namespace FineTune.Core.Datasets.Profile;

/// <summary>A line with many or severe findings, with what helps to see why.</summary>
/// <param name="Rejected">False: it is trained on all the same.</param>
/// <param name="Findings">How many the line has; <paramref name="Problems"/> are the most severe.</param>
/// <param name="Turns">The first messages or fields; empty where the line cannot be read.</param>
/// <param name="MoreTurns">Messages beyond those.</param>
/// <param name="Excerpt">
/// The beginning of the text that the first problem is about, at most <see cref="LineExcerpt.MaxCharacters"/> characters: control characters shown,
/// what looks like a secret or personal data masked. Null where the line's bytes are not text.
/// </param>
public sealed record WorstLine(
    long Line, bool Rejected, int Findings, IReadOnlyList<LineProblem> Problems, IReadOnlyList<TurnOutline> Turns, int MoreTurns, string? Excerpt);

/// <summary>A finding without what its rule says anyway.</summary>
public sealed record LineProblem(string Rule, Severity Severity, string? Path, string Message);

/// <summary>A message of a line, or a field of another shape, without its text.</summary>
/// <param name="Role">The role or field where it is a known one; otherwise "other".</param>
/// <param name="Characters">UTF-16 characters of its text.</param>
/// <param name="ToolCalls">Whether it calls tools.</param>
public sealed record TurnOutline(string Role, int Characters, bool ToolCalls);
