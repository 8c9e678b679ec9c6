namespace FineTune.Datasets.Rules;

/// <summary>What a rule is, as docs/rules.md describes it.</summary>
/// <param name="Title">What is wrong, without the place.</param>
/// <param name="Fix">What to do about it.</param>
/// <param name="Fixable">Whether <c>finetune fix</c> fixes it, at least where that needs no guessing.</param>
public sealed record Rule(string Id, Severity Severity, string Title, string Fix, bool Fixable = false);
