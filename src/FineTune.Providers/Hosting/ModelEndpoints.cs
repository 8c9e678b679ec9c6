using System.Collections.Concurrent;
using Azure.Core;
using FineTune.Core.Models;
using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Models.Jobs;
using FineTune.Core.Storage;
using FineTune.Providers.Endpoints;
using FineTune.Providers.Recordings;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace FineTune.Providers.Hosting;

/// <summary>
/// Endpoints from the app's settings, read when they are used: an address that is known only after a start (the local provider's)
/// may come late. Clients are kept for as long as the settings are the same.
/// </summary>
internal sealed class ModelEndpoints(IConfiguration configuration, Func<TokenCredential> credential, TimeProvider time, ILoggerFactory logs, Func<IBlobStore>? store = null)
    : IModelEndpoints, IDisposable
{
    private readonly EndpointSettingsReader _reader = new(configuration);
    private readonly ConcurrentDictionary<EndpointSettings, Lazy<IEndpointClients>> _clients = new();

    public EndpointInfo Describe(string endpoint) => _reader.Read(endpoint).Describe();

    public IChatClient GetChatClient(string endpoint, string model, ModelUse? use = null)
    {
        var settings = _reader.Read(endpoint);
        var shared = Clients(settings).Chat(Named(endpoint, model));
        return use is null ? shared : ChatPipeline.For(use, shared, settings.Describe());
    }

    public IEmbeddingGenerator<string, Embedding<float>> GetEmbeddingGenerator(string endpoint, string model) =>
        Clients(endpoint).Embeddings(Named(endpoint, model));

    public IFineTuningService GetFineTuning(string endpoint) => Clients(endpoint).FineTuning;

    public IModelDeployer GetDeployer(string endpoint) => Clients(endpoint).Deployer;

    public IBatchService GetBatches(string endpoint) => Clients(endpoint).Batches;

    public void Dispose()
    {
        foreach (var clients in _clients.Values.Where(c => c.IsValueCreated))
        {
            clients.Value.Dispose();
        }
    }

    private IEndpointClients Clients(string endpoint) => Clients(_reader.Read(endpoint));

    private IEndpointClients Clients(EndpointSettings settings) => _clients.GetOrAdd(settings, s => new Lazy<IEndpointClients>(() => Create(s))).Value;

    private IEndpointClients Create(EndpointSettings settings) => settings.Kind == EndpointKind.Recorded
        ? new RecordedClients(settings, logs.CreateLogger<RecordedClients>())
        : new EndpointClients(settings, credential, time, logs, store);

    private static string Named(string endpoint, string model) => string.IsNullOrWhiteSpace(model)
        ? throw new EndpointNotConfiguredException($"A model at endpoint '{endpoint}' has no name. Name it in the lineage's settings (models) or in DefaultLineage__...Model.")
        : model;
}
