namespace FineTune.LocalProvider.Storage;

/// <summary>A batch as it was asked for; its status follows from the clock.</summary>
internal sealed record BatchRecord(string Key, long Ordinal, long CreatedMs, double DurationMs, string Endpoint, string InputFile, string CompletionWindow) : IStoredRecord
{
    public Dictionary<string, string> Metadata { get; init; } = [];

    public List<string> Faults { get; init; } = [];

    public List<BatchProblem> Problems { get; init; } = [];

    public string? Model { get; init; }

    public int Total { get; init; }

    public long? CancelledMs { get; init; }

    public BatchOutcome? Outcome { get; init; }
}

internal sealed record BatchProblem(string Code, string Message, int? Line);

internal sealed record BatchOutcome(string? OutputFile, string? ErrorFile, int Completed, int Failed, long PromptTokens, long CompletionTokens);
