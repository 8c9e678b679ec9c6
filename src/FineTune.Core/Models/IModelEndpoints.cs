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

    /// <summary>
    /// A chat client that stays within the endpoint's limits, obeys Retry-After, retries transient failures, answers from the cache if the
    /// endpoint has one, and throws <see cref="ProviderException"/>. With a <paramref name="use"/>, calls also stay within its share of the
    /// limits, and their cost is recorded in the metric.
    /// </summary>
    IChatClient GetChatClient(string endpoint, string model, ModelUse? use = null);

    IEmbeddingGenerator<string, Embedding<float>> GetEmbeddingGenerator(string endpoint, string model);

    IFineTuningService GetFineTuning(string endpoint);

    IModelDeployer GetDeployer(string endpoint);

    /// <summary>Whether the endpoint takes batches is told by <see cref="EndpointInfo.Batches"/>.</summary>
    IBatchService GetBatches(string endpoint);
}
