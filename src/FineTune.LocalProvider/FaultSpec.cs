namespace FineTune.LocalProvider;

/// <summary>
/// One armed fault. <see cref="Name"/> is one of the names listed in the README (an unknown name is refused). It fires <see cref="Times"/>
/// times, or with <see cref="Probability"/> at each match (decided by the provider's seed), or once when neither is given.
/// </summary>
public sealed record FaultSpec
{
    /// <summary>Name of the switch, for example <c>lost-reply-after-create</c>.</summary>
    public required string Name { get; init; }

    /// <summary>How often it fires before it is spent; null with a probability means for ever.</summary>
    public int? Times { get; init; }

    /// <summary>Chance (0..1) of firing at each match.</summary>
    public double? Probability { get; init; }

    /// <summary>Matches to let pass first.</summary>
    public int After { get; init; }

    /// <summary>Only this endpoint group: files, jobs, chat, embeddings, moderations, batches, models, deployments.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Only requests that name this model.</summary>
    public string? Model { get; init; }

    /// <summary>Latency of <c>slow</c>, or the value of <c>retry-after-ms</c>.</summary>
    public int? Milliseconds { get; init; }

    /// <summary>Value of <c>retry-after</c>, or how long a job stays stuck or a deployment stays slow.</summary>
    public int? Seconds { get; init; }

    /// <summary>For <c>model-not-found</c>: how many calls to the finished model answer 404.</summary>
    public int? Calls { get; init; }
}
