using System.Globalization;
using FineTune.Core.Examples;
using FineTune.Core.Storage.Scratch;
using FineTune.Core.Text;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.Deduplication;

/// <summary>
/// What earlier increments of a lineage hold: the ids of their accepted rows, and the rows that they hold out to prove candidates by. Bounded; a bound that was
/// met is said.
/// </summary>
public sealed class EarlierRows(IScratch scratch) : IDisposable
{
    /// <summary>Accepted rows whose ids are known.</summary>
    public const int MaxIds = 1_000_000;

    /// <summary>Held-out rows that new ones are compared with, beyond their ids.</summary>
    public const int MaxHeldOut = 10_000;

    private readonly HashSet64 _ids = new();
    private readonly HashSet64 _heldOut = new();
    private readonly NearIndex _near = new(scratch, NearDuplicates.Threshold);
    private bool _moreIds;
    private bool _moreHeldOut;

    /// <summary>Whether more ids fit.</summary>
    public bool IsFull => _moreIds;

    /// <summary>Adds the id of an accepted row; one that is not an ID is left out.</summary>
    public void Add(string id)
    {
        if (_ids.Count >= MaxIds)
        {
            _moreIds = true;
        }
        else if (ulong.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash))
        {
            _ids.Add(hash);
        }
    }

    /// <summary>Adds a row of a validation or retention set.</summary>
    public void AddHeldOut(ChatExample example)
    {
        if (!_heldOut.Add(Hash(ExampleId.Of(example))))
        {
            return;
        }

        if (_near.Count >= MaxHeldOut)
        {
            _moreHeldOut = true;
            return;
        }

        _near.Add(_near.Count, NearDuplicates.Tokens(example));
    }

    /// <summary>What the rows say about a new one.</summary>
    internal IReadOnlyList<Finding> Compare(ValidatedRow row, ulong[] tokens)
    {
        var id = Hash(row.Id);
        if (_heldOut.Contains(id))
        {
            return [RuleBook.Finding(RuleIds.HeldOutEarlier, row.Line)];
        }

        if (_ids.Contains(id))
        {
            return [RuleBook.Finding(RuleIds.InEarlierIncrement, row.Line)];
        }

        return _near.Nearest(tokens) is { } near
            ? [RuleBook.Finding(
                RuleIds.NearHeldOutEarlier, row.Line,
                string.Create(CultureInfo.InvariantCulture, $"An earlier increment holds out an example that is nearly the same (ROUGE-L {near.Score:0.00}).")) ]
            : [];
    }

    /// <summary>The bounds that were met.</summary>
    internal IEnumerable<Finding> Bounds()
    {
        if (_moreIds)
        {
            yield return RuleBook.Finding(RuleIds.InEarlierIncrement, 0, $"Only {MaxIds} rows of earlier increments were compared.", severity: Severity.Info);
        }

        if (_moreHeldOut)
        {
            yield return RuleBook.Finding(
                RuleIds.NearHeldOutEarlier, 0, $"Only {MaxHeldOut} held-out rows of earlier increments were compared for near duplicates; equal ones were found among all.", severity: Severity.Info);
        }
    }

    public void Dispose() => _near.Dispose();

    private static ulong Hash(string id) => ulong.Parse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
