using FineTune.Core.Lineages;

namespace FineTune.Core.Datasets;

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
    /// The order of <paramref name="rows"/> does not matter; rows of one id count once.
    /// </summary>
    public static IReadOnlyDictionary<string, SplitKind> Assign(IReadOnlyList<SplitCandidate> rows, SplitSettings settings, string salt)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(settings);
        var parts = new Dictionary<string, SplitKind>(rows.Count, StringComparer.Ordinal);
        var owned = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            parts[row.Id] = SplitKind.Train;
            if (row.Origin == ExampleOrigin.Drop)
            {
                owned.Add(row.Id);
            }
        }

        var (validation, retention) = Sizes(owned.Count, parts.Count, settings);
        var order = owned.OrderBy(id => ContentId.Of(salt, id), StringComparer.Ordinal).ThenBy(id => id, StringComparer.Ordinal);
        foreach (var (index, id) in order.Take(validation + retention).Index())
        {
            parts[id] = index < validation ? SplitKind.Validation : SplitKind.Retention;
        }

        return parts;
    }

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
