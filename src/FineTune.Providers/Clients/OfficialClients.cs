using System.ClientModel;
using System.ClientModel.Primitives;
using Azure.AI.OpenAI;
using Azure.Core;
using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Endpoints;
using OpenAI;

namespace FineTune.Providers.Clients;

/// <summary>
/// Creates the official client of an endpoint. It authenticates, addresses and serializes single calls. It never retries, paces or logs
/// them: the pipeline in front of it decides whether and when a call is made.
/// </summary>
internal static class OfficialClients
{
    /// <summary>The pipeline sets the deadline of a call. The client's own timeout only ends what cancellation does not reach.</summary>
    private static readonly TimeSpan BeyondTheDeadline = TimeSpan.FromSeconds(10);

    public static OpenAIClient Create(EndpointSettings settings, Func<TokenCredential> credential, HttpClient http)
    {
        if (settings.Kind != EndpointKind.Azure)
        {
            // The client requires a key. Servers that need none ignore this one.
            return new OpenAIClient(
                new ApiKeyCredential(settings.Key ?? "none"),
                Configure(new OpenAIClientOptions { Endpoint = settings.Url }, settings, http));
        }

        var options = Configure(new AzureOpenAIClientOptions(AzureOpenAIClientOptions.ServiceVersion.V2024_10_21), settings, http);
        return settings.Key is { } key
            ? new AzureOpenAIClient(settings.Url, new ApiKeyCredential(key), options)
            : new AzureOpenAIClient(settings.Url, credential(), options);
    }

    private static T Configure<T>(T options, EndpointSettings settings, HttpClient http)
        where T : ClientPipelineOptions
    {
        options.Transport = new HttpClientPipelineTransport(http, enableLogging: false, loggerFactory: null);
        options.RetryPolicy = new ClientRetryPolicy(maxRetries: 0);
        options.NetworkTimeout = settings.Timeout + BeyondTheDeadline;
        options.ClientLoggingOptions = new ClientLoggingOptions
        {
            EnableLogging = false,
            EnableMessageLogging = false,
            EnableMessageContentLogging = false,
        };
        options.AddPolicy(new ReplyPolicy(), PipelinePosition.BeforeTransport);
        options.AddPolicy(new UserAgentPolicy(), PipelinePosition.BeforeTransport);
        return options;
    }
}
