namespace FineTune.Durable.Client;

/// <summary>Start options with typed statuses.</summary>
public static class StartOrchestrationOptionsExtensions
{
    /// <summary>The statuses that a start can refuse to replace.</summary>
    public static readonly IReadOnlyList<OrchestrationRuntimeStatus> ValidDedupeStatuses =
    [
        OrchestrationRuntimeStatus.Completed,
        OrchestrationRuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated,
#pragma warning disable CS0618 // Canceled is obsolete for callers; a host may still hold such instances.
        OrchestrationRuntimeStatus.Canceled,
#pragma warning restore CS0618
        OrchestrationRuntimeStatus.Pending,
        OrchestrationRuntimeStatus.Running,
        OrchestrationRuntimeStatus.Suspended,
    ];

    /// <summary>
    /// Options that make the start fail where an instance of the same id has one of the given statuses. No status allows the
    /// replacement of everything that is finished.
    /// </summary>
    /// <exception cref="ArgumentException">A status is none of <see cref="ValidDedupeStatuses"/>.</exception>
    public static StartOrchestrationOptions WithDedupeStatuses(
        this StartOrchestrationOptions options, params OrchestrationRuntimeStatus[] dedupeStatuses)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(dedupeStatuses);
        OrchestrationRuntimeStatus[] refused = [.. dedupeStatuses.Except(ValidDedupeStatuses)];
        if (refused.Length > 0)
        {
            throw new ArgumentException(
                $"{string.Join(", ", refused)} cannot be used to refuse a start. Use one or more of: "
                + $"{string.Join(", ", ValidDedupeStatuses)}.",
                nameof(dedupeStatuses));
        }

        return options with { DedupeStatuses = [.. dedupeStatuses.Select(status => status.ToString())] };
    }
}
