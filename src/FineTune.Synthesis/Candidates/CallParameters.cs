using System.Text.Json;
using Microsoft.Extensions.AI;

namespace FineTune.Synthesis.Candidates;

/// <summary>How a teacher samples its answer; what is null is left to the provider. Kept with every row.</summary>
public sealed record CallParameters
{
    public float? Temperature { get; init; }

    public float? TopP { get; init; }

    public float? FrequencyPenalty { get; init; }

    public float? PresencePenalty { get; init; }

    /// <summary>Tokens of the answer at most.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>At most four, as providers take them.</summary>
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>Name of the answer's JSON schema; null for plain text.</summary>
    public string? Schema { get; init; }

    /// <param name="schema">The schema that <see cref="Schema"/> names.</param>
    public ChatOptions ToOptions(long seed, JsonElement? schema = null) => new()
    {
        Temperature = Temperature,
        TopP = TopP,
        FrequencyPenalty = FrequencyPenalty,
        PresencePenalty = PresencePenalty,
        MaxOutputTokens = MaxOutputTokens,
        StopSequences = Stop?.ToList(),
        Seed = seed,
        ResponseFormat = schema is { } form ? ChatResponseFormat.ForJsonSchema(form, Schema) : null,
    };
}
