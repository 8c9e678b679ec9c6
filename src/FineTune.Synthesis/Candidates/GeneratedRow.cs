using FineTune.Core.Billing;
using FineTune.Core.Examples;
using FineTune.Synthesis.Novelty;

namespace FineTune.Synthesis.Candidates;

/// <summary>One candidate, or one call that gave none (windows/generate-{n}.jsonl).</summary>
/// <param name="Id">Content id of the example; for rows without one, an id made of window, call and index.</param>
/// <param name="Call">0-based call of the window.</param>
/// <param name="Index">0-based example of the call's answer.</param>
/// <param name="Outcome">What became of it; see <see cref="CandidateOutcome"/>.</param>
/// <param name="Reason">Why it was filtered or failed; null when ok.</param>
/// <param name="Usage">Tokens and price of the call, on the first row of each call only.</param>
public sealed record GeneratedRow(
    string Id, int Window, int Call, int Index, CandidateOutcome Outcome, string? Reason, int Tokens, double MostSimilar,
    ChatExample? Example, Provenance Provenance, CallUsage? Usage)
{
    /// <summary>The task that the row answers; null where the instruction did not join the pool.</summary>
    public GeneratedTask? Task { get; init; }

    /// <summary>What the instruction was like when it was compared; null where a filter came first.</summary>
    public SimilarTexts? Similar { get; init; }
}
