using System.Collections.Concurrent;
using Azure.Core;
using FineTune.Core.Models;
using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Jobs;
using FineTune.Core.Storage;
using FineTune.Providers.AzureOpenAI;
using FineTune.Providers.Caching;
using FineTune.Providers.Clients;
using FineTune.Providers.Endpoints;
using FineTune.Providers.Http;
using FineTune.Providers.Limits;
using FineTune.Providers.OpenAI;
using FineTune.Providers.Stages;
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
    private readonly ChatPipeline _pipeline;
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
        _http.DefaultRequestHeaders.UserAgent.ParseAdd(UserAgentPolicy.Product);
        _caller = new EndpointCaller(settings, time);
        _client = OfficialClients.Create(settings, credential, _http);
        _pipeline = new ChatPipeline(
            settings,
            _caller,
            store is null || settings.Cache == CacheMode.Off ? null : new AnswerCache(store, time, logs.CreateLogger<AnswerCache>()),
            logs);
        var http = new ProviderHttp(settings, _http, credential, time);
        FineTuning = new OpenAIFineTuningService(http, settings, logs.CreateLogger<OpenAIFineTuningService>());
        Batches = new OpenAIBatchService(http, settings, time, logs.CreateLogger<OpenAIBatchService>());
        Deployer = settings.ResourceId is null ? new NoDeployment() : new AzureModelDeployer(settings, http);
    }

    public IFineTuningService FineTuning { get; }

    public IModelDeployer Deployer { get; }

    public IBatchService Batches { get; }

    public IChatClient Chat(string model) =>
        _chat.GetOrAdd(model, m => new Lazy<IChatClient>(() => _pipeline.Build(m, _client.GetChatClient(m)))).Value;

    public IEmbeddingGenerator<string, Embedding<float>> Embeddings(string model) =>
        _embeddings.GetOrAdd(model, m => new Lazy<IEmbeddingGenerator<string, Embedding<float>>>(() => CreateEmbeddings(m))).Value;

    public void Dispose() => _http.Dispose();

    private IEmbeddingGenerator<string, Embedding<float>> CreateEmbeddings(string model) =>
        new EmbeddingGeneratorBuilder<string, Embedding<float>>(new ProviderEmbeddingGenerator(
                _client.GetEmbeddingClient(model).AsIEmbeddingGenerator(),
                new EmbeddingGeneratorMetadata(_settings.ProviderName, _settings.Url, model)))
            .UseOpenTelemetry(sourceName: ModelMetrics.Name, configure: telemetry => telemetry.EnableSensitiveData = false)
            .Use(next => new SplittingEmbeddingGenerator(next))
            .Use(next => new LimitedEmbeddingGenerator(next, _caller, model))
            .Build();
}
