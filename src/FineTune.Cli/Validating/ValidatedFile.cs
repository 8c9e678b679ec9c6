using FineTune.Datasets.Profiles;
using FineTune.Datasets.Rules;
using FineTune.Datasets.Validation;

namespace FineTune.Cli.Validating;

/// <summary>What the rules say about one file.</summary>
/// <param name="Refusal">Why the file would be refused as a drop; null when it would not.</param>
/// <param name="Findings">By line; of every rule at least the first.</param>
/// <param name="LeftOut">Findings that are counted but not listed.</param>
/// <param name="TokensCounted">False: the totals have no tokens, and no rule about them was applied.</param>
internal sealed record ValidatedFile(
    string Path, string DatasetId, long Bytes, ValidationTotals Totals, string? Refusal, IReadOnlyList<Finding> Findings, long LeftOut = 0, bool TokensCounted = true)
{
    /// <summary>What the lines are like.</summary>
    public DatasetProfile? Profile { get; init; }

    /// <summary>The base model that it was checked for.</summary>
    public string Model { get; init; } = "";

    /// <summary>How the file was read, where its owner should know.</summary>
    public string? Note { get; init; }

    /// <summary>A line is rejected, or the whole file would be refused.</summary>
    public bool HasErrors => Refusal is not null || Totals.Rejected > 0;
}
