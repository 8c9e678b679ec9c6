using System.Text.Json.Nodes;

namespace FineTune.LocalProvider.Tests;

public sealed class DeploymentTests
{
    private const string Resource = "subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/a-resource-group-with-a-name/providers/Microsoft.CognitiveServices/accounts/account/deployments/";

    [Fact]
    public async Task Deployment_OfTunedModel_MakesItCallable()
    {
        await using var provider = await AzureAsync();
        var model = await TunedAsync(provider);
        Assert.Matches("^gpt-4.1-mini-2025-04-14\\.ft-[0-9a-f]{32}$", model);
        Assert.Equal("DeploymentNotFound", (await ChatAsync(provider, model)).Error(404)["code"]!.GetValue<string>());
        var put = await provider.PutAsync(Resource + "shop?api-version=2024-10-01", Body(model));
        Assert.Equal(201, put.Status);
        Assert.Equal("Creating", put.Ok()["properties"]!["provisioningState"]!.GetValue<string>());
        (await ChatAsync(provider, "shop")).Error(404);
        provider.Clock.Advance(TimeSpan.FromSeconds(1));
        await provider.RestartAsync();
        Assert.Equal("Succeeded", (await provider.GetAsync(Resource + "shop")).Ok()["properties"]!["provisioningState"]!.GetValue<string>());
        Assert.Equal(200, (await provider.PutAsync(Resource + "shop", Body(model))).Status);
        Assert.Equal(Rows.Shop(2).Answer, (await ChatAsync(provider, "shop")).Ok()["choices"]![0]!["message"]!["content"]!.GetValue<string>());
        (await provider.DeleteAsync("openai/v1/models/" + model)).Error(409);
        Assert.Equal(200, (await provider.DeleteAsync(Resource + "shop")).Status);
        Assert.Equal(204, (await provider.DeleteAsync(Resource + "shop")).Status);
        (await provider.GetAsync(Resource + "shop")).Error(404);
        (await provider.DeleteAsync("openai/v1/models/" + model)).Ok();
    }

    [Fact]
    public async Task Deployment_WithFaults_FailsOrTakesLong()
    {
        await using var provider = await AzureAsync();
        var model = await TunedAsync(provider);
        await provider.FaultAsync("deployment-failed");
        await provider.PutAsync(Resource + "bad", Body(model));
        await provider.FaultAsync("deployment-slow", more: new JsonObject { ["seconds"] = 60 });
        await provider.PutAsync(Resource + "slow", Body(model));
        provider.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("Failed", (await provider.GetAsync(Resource + "bad")).Ok()["properties"]!["provisioningState"]!.GetValue<string>());
        Assert.Equal("Creating", (await provider.GetAsync(Resource + "slow")).Ok()["properties"]!["provisioningState"]!.GetValue<string>());
        provider.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("Succeeded", (await provider.GetAsync(Resource + "slow")).Ok()["properties"]!["provisioningState"]!.GetValue<string>());
    }

    [Fact]
    public async Task Deployment_OfUnknownModel_IsRefused()
    {
        await using var provider = await AzureAsync();
        (await provider.PutAsync(Resource + "x", Body("nothing"))).Error(400);
    }

    [Fact]
    public async Task DatedChatRoute_ByDeploymentInThePath_Works()
    {
        await using var provider = await AzureAsync();
        var model = await TunedAsync(provider);
        await provider.PutAsync(Resource + "shop", Body(model));
        provider.Clock.Advance(TimeSpan.FromSeconds(1));
        provider.Http.DefaultRequestHeaders.Authorization = null;
        provider.Http.DefaultRequestHeaders.Add("api-key", "local");
        var reply = (await provider.PostAsync("openai/deployments/shop/chat/completions?api-version=2024-10-21", new JsonObject { ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = Rows.Shop(2).Prompt }) })).Ok();
        Assert.Equal(Rows.Shop(2).Answer, reply["choices"]![0]!["message"]!["content"]!.GetValue<string>());
        Assert.False(reply["choices"]![0]!["content_filter_results"]!["hate"]!["filtered"]!.GetValue<bool>());
    }

    private static Task<ProviderFixture> AzureAsync() => ProviderFixture.StartAsync(o => o with { Profile = LocalProviderProfile.Azure });

    private static async Task<string> TunedAsync(ProviderFixture provider)
    {
        var file = await provider.UploadAsync(Rows.Training());
        provider.Clock.Advance(TimeSpan.FromSeconds(1));
        var job = await provider.CreateJobAsync(file);
        Assert.Equal("pending", job["status"]!.GetValue<string>());
        provider.Clock.Advance(TimeSpan.FromSeconds(3));
        return (await provider.GetAsync($"openai/v1/fine_tuning/jobs/{job["id"]}")).Ok()["fine_tuned_model"]!.GetValue<string>();
    }

    private static JsonObject Body(string model) => new()
    {
        ["sku"] = new JsonObject { ["name"] = "DeveloperTier", ["capacity"] = 50 },
        ["properties"] = new JsonObject { ["model"] = new JsonObject { ["format"] = "OpenAI", ["name"] = model, ["version"] = "1" } },
    };

    private static Task<Answer> ChatAsync(ProviderFixture provider, string model) =>
        provider.PostAsync("openai/v1/chat/completions", new JsonObject { ["model"] = model, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = Rows.Shop(2).Prompt }) });
}
