using FineTune.Synthesis.Candidates;

namespace FineTune.Synthesis.Methods.SelfInstruct;

/// <summary>Self-instruct's filters of a task's instances.</summary>
public static class InstanceFilters
{
    /// <summary>
    /// Each instance with the name of the filter that drops it; null when it is kept. The last one of a cut answer goes; then, in the authors' order, input equal
    /// to output, empty output, an end that is a colon; when what is left has one input with two outputs, all of it; and exact repetitions.
    /// </summary>
    public static IReadOnlyList<(TaskInstance Instance, string? Reason)> Check(IReadOnlyList<TaskInstance> instances, bool isCut, int max)
    {
        ArgumentNullException.ThrowIfNull(instances);
        var results = new List<(TaskInstance Instance, string? Reason)>();
        foreach (var (index, instance) in instances.Index())
        {
            results.Add((instance, isCut && index == instances.Count - 1 ? Reasons.CutInstance : Fault(instance)));
        }

        var left = results.Where(result => result.Reason is null && result.Instance.Input.Length > 0).Select(result => result.Instance).Distinct();
        var conflict = left.GroupBy(instance => instance.Input, StringComparer.Ordinal).Any(group => group.Count() > 1);
        var kept = new HashSet<TaskInstance>();
        foreach (var (index, (instance, reason)) in results.Index().Where(result => result.Item.Reason is null).ToList())
        {
            results[index] = (instance, conflict ? Reasons.ConflictingInstances : Repeated(instance, kept, max));
        }

        return results;
    }

    private static string? Repeated(TaskInstance instance, HashSet<TaskInstance> kept, int max) =>
        kept.Contains(instance) ? Reasons.DuplicateInstance
        : kept.Count >= max ? Reasons.TooManyInstances
        : kept.Add(instance) ? null
        : Reasons.DuplicateInstance;

    private static string? Fault(TaskInstance instance) =>
        instance.Input == instance.Output && instance.Output.Length > 0 ? Reasons.InputEqualsOutput
        : instance.Output.Length == 0 ? Reasons.EmptyOutput
        : instance.Output.EndsWith(':') || instance.Input.EndsWith(':') ? Reasons.EndsWithColon
        : null;
}
