using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Models.Jobs;
using Microsoft.Extensions.AI;

namespace FineTune.Core.Models;

/// <summary>
/// The endpoints of the app's settings, by name. An unknown name throws <see cref="EndpointNotConfiguredException"/>, which names the setting to add.
/// Clients are shared and thread-safe; callers do not dispose them.
/// </summary>
public interface IModelEndpoints
{
    EndpointInfo Describe(string endpoint);

    /// <summary>A chat client that obeys Retry-After, retries what is transient, and throws <see cref="ProviderException"/>.</summary>
    IChatClient GetChatClient(string endpoint, string model);

    IEmbeddingGenerator<string, Embedding<float>> GetEmbeddingGenerator(string endpoint, string model);

    IFineTuningService GetFineTuning(string endpoint);

    IModelDeployer GetDeployer(string endpoint);

    /// <summary>Whether the endpoint takes batches is told by <see cref="EndpointInfo.Batches"/>.</summary>
    IBatchService GetBatches(string endpoint);
}
