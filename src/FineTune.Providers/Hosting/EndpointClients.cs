using System.ClientModel;
using System.ClientModel.Primitives;
using System.Collections.Concurrent;
using Azure.AI.OpenAI;
using Azure.Core;
using FineTune.Core.Models;
using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Models.Jobs;
using FineTune.Core.Storage;
using FineTune.Providers.AzureOpenAI;
using FineTune.Providers.Caching;
using FineTune.Providers.Endpoints;
using FineTune.Providers.Http;
using FineTune.Providers.Limits;
using FineTune.Providers.OpenAI;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using OpenAI;

namespace FineTune.Providers.Hosting;

/// <summary>The clients of one endpoint under one set of settings. They share connections and limits.</summary>
internal sealed class EndpointClients : IEndpointClients
{
    private readonly EndpointSettings _settings;
    private readonly HttpClient _http;
    private readonly EndpointCaller _caller;
    private readonly OpenAIClient _client;
    private readonly AnswerCache? _cache;
    private readonly ConcurrentDictionary<string, Lazy<IChatClient>> _chat = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<IEmbeddingGenerator<string, Embedding<float>>>> _embeddings = new(StringComparer.Ordinal);

    public EndpointClients(EndpointSettings settings, Func<TokenCredential> credential, TimeProvider time, ILoggerFactory logs, Func<IBlobStore>? store = null)
    {
        _settings = settings;
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            UseProxy = !settings.Url.IsLoopback,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        _caller = new EndpointCaller(settings, time);
        _client = Create(settings, credential, _http);
        _cache = store is null || settings.Cache == CacheMode.Off ? null : new AnswerCache(store, time, logs.CreateLogger<AnswerCache>());
        var http = new ProviderHttp(settings, _http, credential, time);
        FineTuning = new OpenAIFineTuningService(http, settings, logs.CreateLogger<OpenAIFineTuningService>());
        Batches = new OpenAIBatchService(http, settings, time, logs.CreateLogger<OpenAIBatchService>());
        Deployer = settings.ResourceId is null ? new NoDeployment() : new AzureModelDeployer(settings, http);
    }

    public IFineTuningService FineTuning { get; }

    public IModelDeployer Deployer { get; }

    public IBatchService Batches { get; }

    public IChatClient Chat(string model) => _chat.GetOrAdd(model, m => new Lazy<IChatClient>(() => CreateChat(m))).Value;

    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(string model) =>
        _embeddings.GetOrAdd(model, m => new Lazy<IEmbeddingGenerator<string, Embedding<float>>>(() => CreateEmbeddings(m))).Value;

    public void Dispose() => _http.Dispose();

    private IChatClient CreateChat(string model)
    {
        var metadata = new ChatClientMetadata(ProviderName, _settings.Url, model);
        var client = new ChatClientBuilder(new OpenAIChatClient(_client.GetChatClient(model), _caller, model, _settings.MaxTokensField, metadata))
            .UseOpenTelemetry(sourceName: ModelMetrics.Name, configure: t => t.EnableSensitiveData = false)
            .Build();
        return _cache is null ? client : new CachedChatClient(client, _cache, _settings.Cache, _settings.Name, Identity, model);
    }

    private IEmbeddingGenerator<string, Embedding<float>> CreateEmbeddings(string model)
    {
        var metadata = new EmbeddingGeneratorMetadata(ProviderName, _settings.Url, model);
        return new EmbeddingGeneratorBuilder<string, Embedding<float>>(
                new OpenAIEmbeddingGenerator(_client.GetEmbeddingClient(model), _caller, model, metadata))
            .UseOpenTelemetry(sourceName: ModelMetrics.Name, configure: t => t.EnableSensitiveData = false)
            .Build();
    }

    /// <summary>OpenAI's names mean the same everywhere; those of deployments and of other servers mean something only there.</summary>
    private string Identity => _settings.Kind == EndpointKind.OpenAI && _settings.Url.Host == "api.openai.com"
        ? "openai"
        : $"{_settings.Kind}:{_settings.Url.Authority}";

    private string ProviderName => _settings.Kind == EndpointKind.Azure ? "azure.ai.openai" : "openai";

    private static OpenAIClient Create(EndpointSettings settings, Func<TokenCredential> credential, HttpClient http)
    {
        // Retries are ours: the client's own would repeat what must not be repeated, and without a pause.
        var transport = new HttpClientPipelineTransport(http);
        var networkTimeout = settings.Timeout + TimeSpan.FromSeconds(10);
        if (settings.Kind != EndpointKind.Azure)
        {
            return new OpenAIClient(new ApiKeyCredential(settings.Key ?? "none"), new OpenAIClientOptions
            {
                Endpoint = settings.Url,
                RetryPolicy = new ClientRetryPolicy(0),
                NetworkTimeout = networkTimeout,
                Transport = transport,
            });
        }

        var options = new AzureOpenAIClientOptions(AzureOpenAIClientOptions.ServiceVersion.V2024_10_21)
        {
            RetryPolicy = new ClientRetryPolicy(0),
            NetworkTimeout = networkTimeout,
            Transport = transport,
        };
        return settings.Key is { } key
            ? new AzureOpenAIClient(settings.Url, new ApiKeyCredential(key), options)
            : new AzureOpenAIClient(settings.Url, credential(), options);
    }
}
