using Microsoft.Extensions.AI;

namespace FineTune.Providers.Stages;

/// <summary>Splits large inputs into several requests, sent one after the other.</summary>
internal sealed class SplittingEmbeddingGenerator(IEmbeddingGenerator<string, Embedding<float>> inner)
    : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
{
    private const int MaxInputs = 2048;
    private const int MaxCharacters = 300_000;

    public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        GeneratedEmbeddings<Embedding<float>> all = [];
        foreach (var part in Parts(values))
        {
            var embeddings = await base.GenerateAsync(part, options, cancellationToken);
            all.AddRange(embeddings);
            (all.Usage ??= new UsageDetails()).Add(embeddings.Usage ?? new UsageDetails());
        }

        return all;
    }

    private static IEnumerable<List<string>> Parts(IEnumerable<string> values)
    {
        List<string> part = [];
        var characters = 0;
        foreach (var value in values)
        {
            if (part.Count == MaxInputs || (part.Count > 0 && characters + value.Length > MaxCharacters))
            {
                yield return part;
                (part, characters) = ([], 0);
            }

            part.Add(value);
            characters += value.Length;
        }

        if (part.Count > 0)
        {
            yield return part;
        }
    }
}
