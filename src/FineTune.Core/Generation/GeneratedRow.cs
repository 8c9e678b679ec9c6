using FineTune.Core.Datasets;
using FineTune.Core.Generation.Rounds;
using FineTune.Core.Money;

namespace FineTune.Core.Generation;

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

/// <summary>What became of a candidate.</summary>
public enum CandidateOutcome
{
    Ok,

    /// <summary>A filter dropped it; the reason names the filter.</summary>
    Filtered,

    /// <summary>The teacher's answer could not be read; no example. Not counted as a candidate.</summary>
    Malformed,

    /// <summary>The teacher refused, or the content filter did. Not counted as a candidate.</summary>
    Refused,

    /// <summary>The answer was cut at the token limit; complete examples in it have rows of their own. Not counted as a candidate.</summary>
    Truncated,

    /// <summary>The teacher was asked further about the task; other rows say what came of it. Not counted as a candidate.</summary>
    Asked,

    /// <summary>The provider gave no answer in all attempts. Not counted as a candidate.</summary>
    Failed,
}

/// <summary>How a candidate came to be.</summary>
/// <param name="Seeds">Ids of the demonstrations.</param>
/// <param name="RequestId">The provider's id of the answer.</param>
public sealed record Provenance(
    string Method, string Endpoint, string Model, string PromptVersion, string PromptHash, IReadOnlyList<string> Seeds, long Seed, string? RequestId)
{
    /// <summary>What the method asked for, for example <c>instances</c>.</summary>
    public string? Step { get; init; }

    public CallParameters? Parameters { get; init; }

    /// <summary>The call that wrote the instruction, where it is another one than the call that wrote the answer.</summary>
    public Provenance? Task { get; init; }
}
