using FineTune.Core.Datasets.Profile;

namespace FineTune.Core.Datasets.Sets;

/// <summary>
/// What can be said about the valid rows of a drop together. Rows are added in the order of their lines; nothing is rejected here. Memory grows
/// with the number of rows by some hashes each, and by the texts of at most <see cref="NearDuplicates.MaxRows"/> rows.
/// </summary>
/// <param name="earlier">Ids of examples that earlier increments of the lineage hold.</param>
public sealed class SetAnalysis(IReadOnlySet<string> earlier)
{
    /// <summary>Rows that are compared with each other for near duplicates.</summary>
    public const int MaxCompared = NearDuplicates.MaxRows;

    private readonly Contradictions _contradictions = new();
    private readonly NearDuplicates _near = new();
    private readonly ClassBalance _classes = new();
    private readonly LanguageMix _languages = new();
    private readonly List<Finding> _overlaps = [];

    public void Add(ValidatedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (earlier.Contains(row.Id))
        {
            _overlaps.Add(RuleBook.Finding(RuleIds.InEarlierIncrement, row.Line));
        }

        _contradictions.Add(row);
        _near.Add(row);
        _classes.Add(row);
        _languages.Add(row);
    }

    /// <summary>Rows by the language of their answers, as far as it was recognised.</summary>
    public IReadOnlyList<NamedCount> Languages => _languages.Counts();

    /// <summary>The largest groups of near duplicates.</summary>
    public IReadOnlyList<DuplicateGroup> LargestGroups(int max) => _near.Largest(max);

    /// <summary>What was found, by rule.</summary>
    public IReadOnlyList<Finding> Findings() =>
        [.. _contradictions.Findings(), .. _near.Findings(), .. _classes.Findings(), .. _languages.Findings(), .. _overlaps];
}
