namespace FineTune.Core.Lineages.Generation;

/// <summary>How a drop is grown.</summary>
public sealed record GenerationSettings
{
    public bool Enabled { get; init; } = true;

    /// <summary>The methods, mixed by their shares.</summary>
    public IReadOnlyList<MethodShare> Methods { get; init; } = [new(GenerationMethod.Pairs)];

    /// <summary>Candidates asked for per valid line of the drop.</summary>
    public double PerExample { get; init; } = 0.5;

    /// <summary>Upper bound of the candidates of one drop.</summary>
    public int MaxCandidates { get; init; } = 200;

    /// <summary>Demonstrations in each prompt of the method pairs.</summary>
    public int Demonstrations { get; init; } = 6;

    /// <summary>Examples asked for in one call of the method pairs.</summary>
    public int PerCall { get; init; } = 5;

    /// <summary>A candidate whose ROUGE-L F1 with any known instruction is above this is not novel.</summary>
    public double NoveltyThreshold { get; init; } = 0.7;

    /// <summary>Questions of a round at most. All of them see what was known at the round's start, so this, and never concurrency, shapes the result.</summary>
    public int RoundRequests { get; init; } = 50;

    public int Seed { get; init; } = 42;

    public SelfInstructSettings SelfInstruct { get; init; } = new();

    public AlpacaSettings Alpaca { get; init; } = new();

    public EvolInstructSettings EvolInstruct { get; init; } = new();

    public AnswersSettings Answers { get; init; } = new();

    public SupportDialoguesSettings SupportDialogues { get; init; } = new();
}
