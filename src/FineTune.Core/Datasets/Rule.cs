namespace FineTune.Core.Datasets;

/// <summary>What a rule is, as docs/rules.md describes it.</summary>
/// <param name="Title">What is wrong, without the place.</param>
/// <param name="Mend">What to do about it.</param>
public sealed record Rule(string Id, Severity Severity, string Title, string Mend);
