namespace FineTune.Durable;

/// <summary>Options of a new orchestration instance.</summary>
public record StartOrchestrationOptions
{
    /// <summary>Creates options.</summary>
    /// <param name="InstanceId">The id of the instance; null makes a random one.</param>
    /// <param name="StartAt">When it starts; null or a time in the past means at once.</param>
    public StartOrchestrationOptions(string? InstanceId = null, DateTimeOffset? StartAt = null)
    {
        this.InstanceId = InstanceId;
        this.StartAt = StartAt;
    }

    /// <summary>Copies options.</summary>
    public StartOrchestrationOptions(StartOrchestrationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        InstanceId = options.InstanceId;
        StartAt = options.StartAt;
        Tags = options.Tags;
        Version = options.Version;
        DedupeStatuses = options.DedupeStatuses;
    }

    /// <summary>The id of the instance; null makes a random one.</summary>
    public string? InstanceId { get; init; }

    /// <summary>When the instance starts; null or a time in the past means at once.</summary>
    public DateTimeOffset? StartAt { get; init; }

    /// <summary>Labels of the instance.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The version of the instance for its whole life; null means the default version of the host.</summary>
    public TaskVersion? Version { get; init; }

    /// <summary>
    /// Statuses of an existing instance with the same id that make the start fail. Without them, a finished instance is
    /// silently replaced, history and all.
    /// </summary>
    public IReadOnlyList<string>? DedupeStatuses { get; init; }
}
