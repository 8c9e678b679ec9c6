namespace FineTune.Synthesis.Rounds;

/// <summary>What one question of a round's first stage can lead to at most, all that follows from it included. Asking again after an unreadable answer is not.</summary>
/// <param name="Calls">The question and those that follow.</param>
/// <param name="Candidates">Examples that it is asked for; a teacher may write fewer, and filters keep fewer still.</param>
/// <param name="InputTokens">Of all calls together.</param>
/// <param name="OutputTokens">Of all calls together.</param>
public sealed record RequestCost(int Calls, int Candidates, long InputTokens, long OutputTokens)
{
    /// <summary>A prompt with demonstrations: <see cref="GenerationSetup.DemonstrationTokens"/>, and what stands around them.</summary>
    public const int PromptTokens = GenerationSetup.DemonstrationTokens + 1_000;

    /// <summary>A prompt about one short instruction.</summary>
    public const int ShortPromptTokens = 2_000;
}
