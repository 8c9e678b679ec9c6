namespace FineTune.Durable;

/// <summary>Options of an activity or sub-orchestration call.</summary>
public record TaskOptions
{
    /// <summary>Creates options that only say how to retry.</summary>
    /// <param name="retry">How to retry; null means not at all.</param>
    public TaskOptions(TaskRetryOptions? retry)
        : this(retry, null)
    {
    }

    /// <summary>Creates options.</summary>
    /// <param name="retry">How to retry; null means not at all.</param>
    /// <param name="tags">Labels of the task.</param>
    public TaskOptions(TaskRetryOptions? retry = null, IDictionary<string, string>? tags = null)
    {
        Retry = retry;
        Tags = tags;
    }

    /// <summary>Copies options.</summary>
    public TaskOptions(TaskOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Retry = options.Retry;
        Tags = options.Tags;
        Version = options.Version;
    }

    /// <summary>How to retry; null means not at all.</summary>
    public TaskRetryOptions? Retry { get; init; }

    /// <summary>Labels of the task.</summary>
    public IDictionary<string, string>? Tags { get; init; }

    /// <summary>The version to run; null means the version of the calling instance.</summary>
    public TaskVersion? Version { get; init; }

    /// <summary>Options that retry as a policy says.</summary>
    public static TaskOptions FromRetryPolicy(RetryPolicy policy) => new(policy);

    /// <summary>Options that retry as a handler decides.</summary>
    public static TaskOptions FromRetryHandler(AsyncRetryHandler handler) => new(handler);

    /// <summary>Options that retry as a handler decides.</summary>
    public static TaskOptions FromRetryHandler(RetryHandler handler) => new(handler);

    /// <summary>These options for a sub-orchestration with a given instance id.</summary>
    public SubOrchestrationOptions WithInstanceId(string instanceId) => new(this, instanceId);

    /// <summary>
    /// Refuses options that were passed where the input belongs: both are optional arguments of one method, and the mistake
    /// would otherwise send the options to the function and apply none of them.
    /// </summary>
    /// <exception cref="ArgumentException">The input is a <see cref="TaskOptions"/> and there are no options.</exception>
    internal static void RefuseAsInput(object? input, TaskOptions? options)
    {
        if (input is TaskOptions && options is null)
        {
            throw new ArgumentException(
                $"A {nameof(TaskOptions)} value was passed as the input and none as the options. Pass it as the options: "
                + $"`{nameof(options)}: ...`.",
                nameof(input));
        }
    }
}
