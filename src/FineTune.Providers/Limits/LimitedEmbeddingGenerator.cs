using FineTune.Core.Models;
using Microsoft.Extensions.AI;

namespace FineTune.Providers.Limits;

/// <summary>
/// Applies the same limits to embeddings as <see cref="LimitedChatClient"/> does to chat; both draw on one state per endpoint.
/// </summary>
internal sealed class LimitedEmbeddingGenerator(IEmbeddingGenerator<string, Embedding<float>> inner, EndpointCaller caller, string model)
    : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
{
    public override Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var inputs = values as IReadOnlyCollection<string> ?? [.. values];
        return caller.CallAsync(
            model, inputs.Sum(CallTokens.Estimate), share: null, ct => base.GenerateAsync(inputs, options, ct),
            embeddings => embeddings.Usage, cancellationToken);
    }
}
