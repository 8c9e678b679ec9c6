using FineTune.Core.Lineages;
using FineTune.Datasets.Rows;
using FineTune.Datasets.Rules;

namespace FineTune.Datasets.EvaluationSets;

/// <summary>
/// Finds examples that repeat items of evaluation sets: a long stretch of an item's words in a user or assistant message, or a question like the item's. Each set is
/// checked by its own thresholds. What findings tell are places and measures, never texts.
/// </summary>
/// <param name="settings">Thresholds and what is allowed. Sets that it does not name are checked by its general thresholds.</param>
public sealed class Decontamination(DecontaminationSettings settings, IEnumerable<EvaluationSet> sets) : IDisposable
{
    private readonly List<EvaluationGuard> _guards = [.. sets.Select(set => new EvaluationGuard(set, settings))];

    /// <summary>At most one finding for each set, in their order.</summary>
    public IReadOnlyList<Finding> Check(ValidatedRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return [.. _guards.Select(guard => guard.Check(row)).OfType<Finding>()];
    }

    public void Dispose() => _guards.ForEach(guard => guard.Dispose());
}
