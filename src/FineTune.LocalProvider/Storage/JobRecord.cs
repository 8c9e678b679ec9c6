using System.Text.Json.Nodes;

namespace FineTune.LocalProvider.Storage;

/// <summary>
/// A fine-tuning job as it was asked for and steered. Its status is not stored: it follows from these facts and the clock, so a restart
/// changes nothing.
/// </summary>
internal sealed record JobRecord(string Key, long Ordinal, long CreatedMs, double DurationMs, string Model, string RootBase, string TunedModel, string TrainingFile) : IStoredRecord
{
    public string? ValidationFile { get; init; }

    public string? Suffix { get; init; }

    public long Seed { get; init; }

    public string Method { get; init; } = "supervised";

    public JsonObject Hyperparameters { get; init; } = [];

    public Dictionary<string, string> Metadata { get; init; } = [];

    public JsonArray Integrations { get; init; } = [];

    public string? TrainingType { get; init; }

    public List<string> Faults { get; init; } = [];

    public double QueueExtraMs { get; init; }

    public List<PauseSpan> Pauses { get; init; } = [];

    public long? CancelledMs { get; init; }

    public TrainingAnalysis? Analysis { get; init; }

    public string? ResultFile { get; init; }

    public int ModelMissCalls { get; init; }

    public bool ModelDeleted { get; init; }

    public bool Deleted { get; init; }
}

/// <summary>A pause: from, until resumed, and then queued again until.</summary>
internal sealed record PauseSpan(long FromMs, long? ToMs, long? RequeuedUntilMs);

/// <summary>What reading the training file gave: an error, or the numbers the run is made of.</summary>
internal sealed record TrainingAnalysis
{
    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    public string? ErrorParam { get; init; }

    public int Examples { get; init; }

    public int ValidationExamples { get; init; }

    public long TokensPerEpoch { get; init; }

    public int Epochs { get; init; }

    public int BatchSize { get; init; }

    public double LearningRateMultiplier { get; init; }

    public int Steps => Math.Max(1, (Examples + BatchSize - 1) / Math.Max(1, BatchSize)) * Epochs;
}
