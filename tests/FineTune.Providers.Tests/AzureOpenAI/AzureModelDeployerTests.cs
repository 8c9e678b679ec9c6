using System.Text.Json.Nodes;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Models.Jobs;
using FineTune.Providers.Tests.Support;
using FineTune.Testing;

namespace FineTune.Providers.Tests.AzureOpenAI;

public sealed class AzureModelDeployerTests
{
    private const string Account = "subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a";
    private const string Model = "gpt-4.1-mini-2025-04-14.ft-0123";

    [Fact]
    public async Task Deploy_New_PutsItWithTheSettingsAndAManagementToken()
    {
        await using var server = await LoopbackServer.StartAsync((context, request) =>
            (request.Method == "GET" ? Reply.Error(404, "DeploymentNotFound") : new Reply(201, Deployment("Creating"))).SendAsync(context));

        var deployment = await Deployer(server).DeployAsync("ft-b", Model);

        Assert.Equal(new ModelDeployment("ft-b", Model, JobState.Running, "Creating"), deployment);
        var put = Assert.Single(server.Requests, r => r.Method == "PUT");
        Assert.Equal($"/{Account}/deployments/ft-b?api-version=2025-06-01", put.PathAndQuery);
        Assert.Equal($"Bearer token-for-{server.Url}.default", put.Headers["Authorization"]);
        Assert.False(put.Headers.ContainsKey("api-key"));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse($$"""{"sku":{"name":"DeveloperTier","capacity":7},"properties":{"model":{"format":"OpenAI","name":"{{Model}}","version":"1"} } }"""),
            JsonNode.Parse(put.Body)));
    }

    [Fact]
    public async Task Deploy_Again_ReportsWhatIsThere()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(Deployment("Succeeded")));

        Assert.Equal(JobState.Succeeded, (await Deployer(server).DeployAsync("ft-b", Model)).State);
        Assert.DoesNotContain(server.Requests, r => r.Method == "PUT");
    }

    [Fact]
    public async Task Deploy_NameTakenByAnotherModel_IsRefused()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(Deployment("Succeeded")));

        var error = await Assert.ThrowsAsync<ProviderException>(() => Deployer(server).DeployAsync("ft-b", "another"));

        Assert.Equal(ProviderErrorKind.Invalid, error.Kind);
        Assert.Contains(Model, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Accepted", JobState.Waiting)]
    [InlineData("Creating", JobState.Running)]
    [InlineData("Moving", JobState.Running)]
    [InlineData("succeeded", JobState.Succeeded)]
    [InlineData("Failed", JobState.Failed)]
    [InlineData("Canceled", JobState.Cancelled)]
    [InlineData("Disabled", JobState.Cancelled)]
    [InlineData("NewWord", JobState.Running)]
    public async Task Get_State_IsMapped(string raw, JobState expected)
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Json(Deployment(raw)));

        var deployment = await Deployer(server).GetAsync("ft-b");

        Assert.Equal((expected, raw, Model), (deployment!.State, deployment.RawStatus, deployment.Model));
    }

    [Fact]
    public async Task GetAndDelete_Unknown_AreNullAndFalse()
    {
        await using var server = await LoopbackServer.StartAsync(Reply.Error(404, "ResourceNotFound"));

        Assert.Null(await Deployer(server).GetAsync("ft-b"));
        Assert.False(await Deployer(server).DeleteAsync("ft-b"));
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(202, true)]
    [InlineData(204, false)]
    public async Task Delete_Status_TellsWhetherThereWasOne(int status, bool expected)
    {
        await using var server = await LoopbackServer.StartAsync(new Reply(status, ""));

        Assert.Equal(expected, await Deployer(server).DeleteAsync("ft-b"));
    }

    [Fact]
    public async Task NoResourceId_TunedModelsAreCalledByTheirName()
    {
        var deployer = TestEndpoints.Create(new Uri("http://127.0.0.1:1/")).GetDeployer("main");

        Assert.False(deployer.NeedsDeployment);
        Assert.Equal(new ModelDeployment("ft:x", "ft:x", JobState.Succeeded, "none"), await deployer.DeployAsync("any", "ft:x"));
        Assert.False(await deployer.DeleteAsync("any"));
    }

    private static string Deployment(string state) =>
        $$"""{"name":"ft-b","sku":{"name":"DeveloperTier","capacity":50},"properties":{"model":{"format":"OpenAI","name":"{{Model}}","version":"1"},"provisioningState":"{{state}}"} }""";

    private static IModelDeployer Deployer(LoopbackServer server) => TestEndpoints.Create(
        server.Url, "azure",
        more: [("Key", null), ("ResourceId", $"/{Account}"), ("DeploymentSku", "DeveloperTier"), ("DeploymentCapacity", "7"), ("ApiVersion", "2025-06-01"), ("ManagementUrl", server.Url.ToString())])
        .GetDeployer("main");
}
