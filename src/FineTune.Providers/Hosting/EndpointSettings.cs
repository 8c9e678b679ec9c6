using FineTune.Core.Models;
using FineTune.Providers.Models;

namespace FineTune.Providers.Hosting;

/// <summary>One endpoint as the app's settings describe it (<c>Endpoints__{name}__...</c>).</summary>
internal sealed record EndpointSettings
{
    public required string Name { get; init; }

    public required EndpointKind Kind { get; init; }

    /// <summary>Root of the OpenAI protocol (ends in <c>/v1/</c>), or on Azure the resource.</summary>
    public required Uri Url { get; init; }

    /// <summary>Recorded: the file, or the folder of files.</summary>
    public string? Path { get; init; }

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

    public EndpointInfo Describe() => new(Name, Kind, RequestsPerMinute, MaxConcurrency, PollFirst, PollMax, LookupDelay) { TokensPerMinute = TokensPerMinute };

    /// <summary>Root of files, jobs and models: <c>{resource}/openai/v1/</c> on Azure, else <see cref="Url"/>.</summary>
    public Uri ApiRoot => Kind == EndpointKind.Azure ? new Uri(Url, "openai/v1/") : Url;

    /// <summary>Never shows the key.</summary>
    public override string ToString() => $"{Name} ({Kind}, {Url})";
}
