using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Validation;

/// <summary>The first findings of a file, and of every rule at least its first, so that a large bad file needs little memory. Counts those left out.</summary>
internal sealed class KeptFindings(int max)
{
    private readonly List<Finding> _kept = [];
    private readonly HashSet<(string Rule, Severity Severity)> _seen = [];

    public long LeftOut { get; private set; }

    public void Add(IReadOnlyList<Finding> findings)
    {
        foreach (var finding in findings)
        {
            if (_seen.Add((finding.Rule, finding.Severity)) || _kept.Count < max)
            {
                _kept.Add(finding);
            }
            else
            {
                LeftOut++;
            }
        }
    }

    /// <summary>In the order they came in.</summary>
    public IReadOnlyList<Finding> All => _kept;
}
