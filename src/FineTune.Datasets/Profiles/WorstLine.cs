namespace FineTune.Datasets.Profiles;

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
