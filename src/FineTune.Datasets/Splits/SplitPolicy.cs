using FineTune.Core;
using FineTune.Core.Examples;
using FineTune.Core.Lineages;
using FineTune.Datasets.Rows;

namespace FineTune.Datasets.Splits;

/// <summary>Divides an increment into train, validation and retention.</summary>
public static class SplitPolicy
{
    /// <summary>Training keeps at least this many rows, where there are so many.</summary>
    public const int MinimumTrain = 10;

    /// <summary>
    /// Small drops hold out more than their share: five rows to validate on (at most a fifth) and three to remember by (at most a
    /// tenth), since a candidate proved on one example is not proved.
    /// </summary>
    private const int WantedValidation = 5;
    private const int WantedRetention = 3;

    /// <summary>
    /// The part of every row, by id. Only the owner's rows are held out, in the order of a hash of salt and id; validation is filled
    /// before retention and gets at least one row when there are more than ten (a share or maximum of 0 holds nothing out).
    /// A group is never divided: it is held out where it fits whole, else trained on, and always trained on when a generated row is in it. Where groups are so large
    /// that none fits into validation, the smallest goes there, as long as ten rows are left to train on and the maximum allows it. Where even that leaves nothing to validate on,
    /// groups are divided after all, since a weak proof is better than none: <see cref="SplitCheck.Overlap"/> then counts them.
    /// The order of <paramref name="rows"/> does not matter; rows of one id count once.
    /// </summary>
    public static IReadOnlyDictionary<string, SplitKind> Assign(IReadOnlyList<SplitCandidate> rows, SplitSettings settings, string salt)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(settings);
        var parts = rows.Select(row => row.Id).Distinct(StringComparer.Ordinal).ToDictionary(id => id, _ => SplitKind.Train, StringComparer.Ordinal);
        var owned = rows.Where(row => row.Origin == ExampleOrigin.Drop).Select(row => row.Id).ToHashSet(StringComparer.Ordinal);
        var spare = Math.Clamp(parts.Count - MinimumTrain, 0, owned.Count);
        var (validation, retention) = Sizes(owned.Count, parts.Count, settings);
        var units = Units(rows, owned, salt);
        var (proves, remembers) = (validation, retention);
        foreach (var unit in units)
        {
            if (unit.Count <= proves)
            {
                proves -= Put(unit, SplitKind.Validation);
            }
            else if (unit.Count <= remembers && proves == 0)
            {
                remembers -= Put(unit, SplitKind.Retention);
            }
        }

        if (proves < validation || validation == 0)
        {
            return parts;
        }

        if (units.MinBy(unit => unit.Count) is { } smallest && smallest.Count <= Math.Min(spare, settings.MaxValidation))
        {
            Put(smallest, SplitKind.Validation);
            return parts;
        }

        foreach (var (index, id) in InOrder(owned, salt).Take(validation + retention).Index())
        {
            parts[id] = index < validation ? SplitKind.Validation : SplitKind.Retention;
        }

        return parts;

        int Put(List<string> unit, SplitKind part)
        {
            unit.ForEach(id => parts[id] = part);
            return unit.Count;
        }
    }

    /// <summary>The owner's rows that may be held out, each with its group, in the order of the group's first hash.</summary>
    private static List<List<string>> Units(IReadOnlyList<SplitCandidate> rows, HashSet<string> owned, string salt)
    {
        var trained = rows.Where(row => row.Origin != ExampleOrigin.Drop && !owned.Contains(row.Id)).Select(row => row.Group).OfType<long>().ToHashSet();
        var units = new List<List<string>>();
        var byGroup = new Dictionary<long, List<string>>();
        var byId = rows.Where(row => row.Origin == ExampleOrigin.Drop).DistinctBy(row => row.Id).ToDictionary(row => row.Id, StringComparer.Ordinal);
        foreach (var row in InOrder(owned, salt).Select(id => byId[id]))
        {
            if (row.Group is { } group)
            {
                if (trained.Contains(group))
                {
                    continue;
                }

                if (byGroup.TryGetValue(group, out var unit))
                {
                    unit.Add(row.Id);
                    continue;
                }

                byGroup[group] = unit = [];
                units.Add(unit);
                unit.Add(row.Id);
            }
            else
            {
                units.Add([row.Id]);
            }
        }

        return units;
    }

    private static IEnumerable<string> InOrder(IEnumerable<string> ids, string salt) =>
        ids.OrderBy(id => ContentId.Of(salt, id), StringComparer.Ordinal).ThenBy(id => id, StringComparer.Ordinal);

    /// <summary>Rows held out of <paramref name="rows"/>, of which <paramref name="owned"/> are the owner's.</summary>
    public static (int Validation, int Retention) Sizes(int owned, int rows, SplitSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var spare = Math.Clamp(rows - MinimumTrain, 0, owned);
        var validation = Math.Min(Share(owned, settings.Validation, settings.MaxValidation, Math.Clamp(owned / 5, 1, WantedValidation)), spare);
        var retention = Math.Min(Share(owned, settings.Retention, settings.MaxRetention, Math.Min(owned / 10, WantedRetention)), spare - validation);
        return (validation, retention);
    }

    private static int Share(int rows, double share, int maximum, int atLeast)
    {
        if (!(share > 0) || maximum <= 0)
        {
            return 0;
        }

        var wanted = Math.Round(rows * Math.Min(share, 1), MidpointRounding.AwayFromZero);
        return (int)Math.Min(Math.Max(wanted, atLeast), maximum);
    }
}
