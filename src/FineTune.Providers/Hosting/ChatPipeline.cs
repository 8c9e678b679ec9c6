using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Providers.Caching;
using FineTune.Providers.Clients;
using FineTune.Providers.Endpoints;
using FineTune.Providers.Limits;
using FineTune.Providers.Recordings;
using FineTune.Providers.Stages;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using OpenAI.Chat;

namespace FineTune.Providers.Hosting;

/// <summary>
/// Composes the one pipeline of chat calls. From the caller to the provider: cost by role, the window's share, recording, answer cache,
/// telemetry, limits (with pauses, circuit and retries), the official client.
/// </summary>
internal sealed class ChatPipeline(EndpointSettings settings, EndpointCaller caller, AnswerCache? cache, ILoggerFactory logs)
{
    /// <summary>The stages that all callers of a model share.</summary>
    public IChatClient Build(string model, ChatClient official)
    {
        var builder = new ChatClientBuilder(new ProviderChatClient(
            official.AsIChatClient(), settings.MaxTokensField, new ChatClientMetadata(settings.ProviderName, settings.Url, model)));
        if (settings.RecordTo is { } folder)
        {
            builder.Use(next => new RecordingChatClient(
                next, settings.Name, Path.Combine(folder, Recording.FileOf(model)), logs.CreateLogger<RecordingChatClient>()));
        }

        if (cache is not null)
        {
            builder.Use(next => new CachedChatClient(next, cache, settings.Cache, settings.Name, settings.Identity, model));
        }

        return builder
            .UseOpenTelemetry(sourceName: ModelMetrics.Name, configure: telemetry => telemetry.EnableSensitiveData = false)
            .Use(next => new LimitedChatClient(next, caller, model))
            .Build();
    }

    /// <summary>Adds the stages of one use of a model.</summary>
    public static IChatClient For(ModelUse use, IChatClient shared, EndpointInfo endpoint)
    {
        var builder = new ChatClientBuilder(shared).Use(next => new MeteredChatClient(next, endpoint.Name, use));
        return (use.Shares.Of(endpoint) is { } share ? builder.Use(next => new SharingChatClient(next, share)) : builder).Build();
    }
}
