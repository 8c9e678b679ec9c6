namespace FineTune.Cli.Hosting;

/// <summary>Settings of the provider in this process (<c>LocalProvider__JobSeconds</c> and so on).</summary>
internal sealed record LocalProviderSettings
{
    /// <summary>Seconds a fine-tuning job takes.</summary>
    public double JobSeconds { get; init; } = 1;

    /// <summary>Share (0 to 1) of the teacher's examples that are bad on purpose.</summary>
    public double TeacherBadRate { get; init; } = 0.12;

    public long Seed { get; init; }

    /// <summary>Model name to a JSONL file of instructions and answers.</summary>
    public Dictionary<string, string> RecordedModels { get; init; } = [];
}
