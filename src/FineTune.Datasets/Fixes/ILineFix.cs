using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Fixes;

/// <summary>How the findings of one rule are fixed.</summary>
internal interface ILineFix
{
    string Rule { get; }

    /// <summary>The fixed line; null when nothing can be fixed without guessing.</summary>
    /// <param name="findings">All of the line; at least one is of the rule. Without an error that keeps the line from being parsed, unless the rule is about one.</param>
    byte[]? Fix(byte[] line, IReadOnlyList<Finding> findings);
}
