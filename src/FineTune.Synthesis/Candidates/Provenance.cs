namespace FineTune.Synthesis.Candidates;

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
