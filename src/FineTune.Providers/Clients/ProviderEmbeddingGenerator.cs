using Microsoft.Extensions.AI;

namespace FineTune.Providers.Clients;

/// <summary>The last stage before the official embedding client.</summary>
internal sealed class ProviderEmbeddingGenerator(
    IEmbeddingGenerator<string, Embedding<float>> official, EmbeddingGeneratorMetadata metadata)
    : DelegatingEmbeddingGenerator<string, Embedding<float>>(official)
{
    /// <summary>Providers refuse empty inputs: an empty text is sent as a space, so that every input has its vector.</summary>
    /// <exception cref="FormatException">The number of vectors differs from the number of inputs.</exception>
    public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<string> inputs = [.. values.Select(value => value.Length == 0 ? " " : value)];
        var embeddings = await base.GenerateAsync(inputs, options, cancellationToken).WaitAsync(cancellationToken);
        return embeddings.Count == inputs.Count
            ? embeddings
            : throw new FormatException("The reply does not contain one embedding for each input.");
    }

    /// <summary>Our own metadata: the adapter names every provider "openai".</summary>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(EmbeddingGeneratorMetadata) ? metadata : base.GetService(serviceType, serviceKey);
}
