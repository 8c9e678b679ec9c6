namespace FineTune.LocalProvider;

/// <summary>Settings of the local provider. Everything has a harmless default except <see cref="DataDirectory"/>.</summary>
public sealed record LocalProviderOptions
{
    /// <summary>Folder that holds all state. It is created when absent and used by one process at a time.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>Loopback URL to listen on, for example <c>http://127.0.0.1:5055</c>. Null: 127.0.0.1 with <see cref="Port"/>.</summary>
    public string? Url { get; init; }

    /// <summary>Port on 127.0.0.1; 0 picks a free one. Ignored when <see cref="Url"/> is set.</summary>
    public int Port { get; init; }

    /// <summary>The only key accepted, in <c>Authorization: Bearer</c> or <c>api-key</c>.</summary>
    public string ApiKey { get; init; } = "local";

    /// <summary>Seconds from the creation of a fine-tuning job to its end.</summary>
    public double JobSeconds { get; init; } = 2;

    /// <summary>Seconds from the creation of a batch to its end.</summary>
    public double BatchSeconds { get; init; } = 1;

    /// <summary>Seconds a deployment stays in <c>Creating</c>.</summary>
    public double DeploymentSeconds { get; init; } = 0.5;

    /// <summary>Which service to imitate where the two differ.</summary>
    public LocalProviderProfile Profile { get; init; }

    /// <summary>Part of every answer's random seed: another value gives other, equally repeatable, answers.</summary>
    public long Seed { get; init; }

    /// <summary>Share (0..1) of the teacher's examples that are bad on purpose.</summary>
    public double TeacherBadRate { get; init; } = 0.12;

    /// <summary>Recorded models: model name to the path of a JSONL file of instructions and answers.</summary>
    public IReadOnlyDictionary<string, string> RecordedModels { get; init; } = new Dictionary<string, string>();

    /// <summary>Shutdown dates (yyyy-MM-dd) by base model; tuned models inherit theirs. Absent: null, the provider retires nothing by itself.</summary>
    public IReadOnlyDictionary<string, string> ShutdownDates { get; init; } = new Dictionary<string, string>();

    /// <summary>Faults armed at start.</summary>
    public IReadOnlyList<FaultSpec> Faults { get; init; } = [];

    /// <summary>The clock from which the states of jobs, batches, files and deployments are derived.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
