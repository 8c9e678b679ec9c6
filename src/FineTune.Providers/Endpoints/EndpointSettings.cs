using FineTune.Core.Models.Endpoints;

namespace FineTune.Providers.Endpoints;

/// <summary>One endpoint as the app's settings describe it (<c>Endpoints__{name}__...</c>).</summary>
internal sealed record EndpointSettings
{
    public required string Name { get; init; }

    public required EndpointKind Kind { get; init; }

    /// <summary>Root of the OpenAI protocol (ends in <c>/v1/</c>), or on Azure the resource.</summary>
    public required Uri Url { get; init; }

    /// <summary>Recorded: the file, or the folder of files.</summary>
    public string? Path { get; init; }

    /// <summary>Folder that whole answers are recorded in, to be played back by an endpoint of the kind recorded; null: nowhere.</summary>
    public string? RecordTo { get; init; }

    public string? Key { get; init; }

    public int RequestsPerMinute { get; init; }

    public int TokensPerMinute { get; init; }

    public int MaxConcurrency { get; init; } = 8;

    /// <summary>How long one call may take, retries included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long one attempt of a call may take; null: as long as the call.</summary>
    public TimeSpan? AttemptTimeout { get; init; }

    public CacheMode Cache { get; init; } = CacheMode.Repeatable;

    public TimeSpan PollFirst { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan PollMax { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan LookupDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Azure: the Entra scope of files and jobs.</summary>
    public string TokenScope { get; init; } = "https://cognitiveservices.azure.com/.default";

    /// <summary>ARM id of the Azure account that tuned models are deployed in.</summary>
    public string? ResourceId { get; init; }

    public string DeploymentSku { get; init; } = "Standard";

    public int DeploymentCapacity { get; init; } = 50;

    /// <summary>api-version of the deployment calls.</summary>
    public string ApiVersion { get; init; } = "2024-10-01";

    public Uri ManagementUrl { get; init; } = new("https://management.azure.com/");

    /// <summary>Whether the endpoint takes batches; null: what its kind suggests.</summary>
    public bool? Batches { get; init; }

    public int BatchMaxRequests { get; init; } = 50_000;

    public long BatchMaxBytes { get; init; } = 200_000_000;

    /// <summary>Share of the price of single calls.</summary>
    public decimal BatchPriceFactor { get; init; } = 0.5m;

    /// <summary>Azure: the batch deployment of each deployment, as <c>name=batch name, ...</c>. One text, so that settings compare by value.</summary>
    public string? BatchDeployments { get; init; }

    public EndpointInfo Describe() => new(Name, Kind, RequestsPerMinute, MaxConcurrency, PollFirst, PollMax, LookupDelay)
    {
        TokensPerMinute = TokensPerMinute,
        Batches = TakesBatches ? new BatchOffer(BatchMaxRequests, BatchMaxBytes, BatchPriceFactor) : null,
    };

    /// <summary>A deployment on Azure serves either single calls or batches: without a batch deployment there are no batches.</summary>
    private bool TakesBatches => Batches ?? Kind switch
    {
        EndpointKind.OpenAI or EndpointKind.Local => true,
        EndpointKind.Azure => BatchDeployments is not null,
        _ => false,
    };

    /// <summary>Newer models refuse <c>max_tokens</c>; some compatible servers know nothing else.</summary>
    public string MaxTokensField => Kind == EndpointKind.Compatible ? "max_tokens" : "max_completion_tokens";

    /// <summary>Root of files, jobs and models: <c>{resource}/openai/v1/</c> on Azure, else <see cref="Url"/>.</summary>
    public Uri ApiRoot => Kind == EndpointKind.Azure ? new Uri(Url, "openai/v1/") : Url;

    /// <summary>The provider's name in telemetry.</summary>
    public string ProviderName => Kind == EndpointKind.Azure ? "azure.ai.openai" : "openai";

    /// <summary>
    /// Who answers to a model's name, in the cache's key. OpenAI's names mean the same everywhere; names of deployments and other servers are local.
    /// </summary>
    public string Identity => Kind == EndpointKind.OpenAI && Url.Host == "api.openai.com" ? "openai" : $"{Kind}:{Url.Authority}";

    /// <summary>Never shows the key.</summary>
    public override string ToString() => $"{Name} ({Kind}, {Url})";
}
