using System.ClientModel;
using System.ClientModel.Primitives;
using Azure.AI.OpenAI;
using OpenAI;

namespace FineTune.LocalProvider.Tests;

/// <summary>The official clients, at the versions the product pins, without retries.</summary>
internal static class OfficialClients
{
    public static OpenAIClient OpenAI(ProviderFixture provider, string key = "local", string root = "v1/") => new(
        new ApiKeyCredential(key),
        new OpenAIClientOptions { Endpoint = new Uri(provider.BaseUrl, root), RetryPolicy = new ClientRetryPolicy(0) });

    public static AzureOpenAIClient Azure(ProviderFixture provider) =>
        new(provider.BaseUrl, new ApiKeyCredential("local"), new AzureOpenAIClientOptions { RetryPolicy = new ClientRetryPolicy(0) });

    public static Task<ProviderFixture> StartAsync(LocalProviderProfile profile) =>
        ProviderFixture.StartAsync(o => o with { Profile = profile });
}
