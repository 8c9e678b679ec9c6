using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Jobs;
using Microsoft.Extensions.AI;

namespace FineTune.Providers.Endpoints;

/// <summary>The clients of one endpoint under one set of settings.</summary>
internal interface IEndpointClients : IDisposable
{
    IFineTuningService FineTuning { get; }

    IModelDeployer Deployer { get; }

    IBatchService Batches { get; }

    IChatClient Chat(string model);

    IEmbeddingGenerator<string, Embedding<float>> Embeddings(string model);
}
