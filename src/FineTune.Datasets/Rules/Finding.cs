namespace FineTune.Datasets.Rules;

/// <summary>One thing a rule found in one line.</summary>
/// <param name="Rule">Stable id, described in docs/rules.md.</param>
/// <param name="Line">1-based line of the source; 0 for findings about the whole set.</param>
/// <param name="Path">JSON path inside the line, for example $.messages[2].role; null for the whole line.</param>
/// <param name="Message">What is wrong. Never quotes row text, but for the first four characters of a secret.</param>
/// <param name="Fix">What to do about it.</param>
public sealed record Finding(string Rule, Severity Severity, long Line, string? Path, string Message, string Fix);
