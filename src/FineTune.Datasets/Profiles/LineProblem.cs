using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Profiles;

/// <summary>A finding without what its rule says anyway.</summary>
public sealed record LineProblem(string Rule, Severity Severity, string? Path, string Message);
