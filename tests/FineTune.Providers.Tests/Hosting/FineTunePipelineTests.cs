using FineTune.Core.Billing;
using FineTune.Core.Billing.Prices;
using FineTune.Core.Lineages;
using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Registry;
using FineTune.Core.Storage;
using FineTune.Providers.Hosting;
using FineTune.Storage.AzureBlobs;
using FineTune.Storage.Folders;
using FineTune.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.Providers.Tests.Hosting;

public sealed class FineTunePipelineTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AddFineTunePipeline_AFolder_GivesEveryPort()
    {
        using var host = Build(("DataStorage", _folder["data"]), ("DefaultLineage:TeacherEndpoint", "local"), ("DefaultLineage:TeacherModel", "teacher"));

        Assert.Equal(_folder["data"], Assert.IsType<FolderBlobStore>(host.Services.GetRequiredService<IBlobStore>()).Root);
        await host.Services.GetRequiredService<IAccount>().ReserveAsync(new ReservationRequest("support", "2026-11", "a", "b", "judge", 1, null, null));
        Assert.True(File.Exists(_folder["data/accounts/support/2026-11.json"]));
        foreach (var port in (Type[])[typeof(IModelEndpoints), typeof(ITokenCounter), typeof(IPriceBook), typeof(IModelRegistry), typeof(IPaidCallLedger), typeof(TimeProvider)])
        {
            Assert.NotNull(host.Services.GetService(port));
        }

        var defaults = host.Services.GetRequiredService<LineageDefaults>();
        Assert.Equal(new ModelChoice("local", "teacher"), defaults.Teacher);
        Assert.Null(defaults.Trainer);
    }

    [Fact]
    public void AddFineTunePipeline_AClockIsThere_KeepsIt()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var clock = new FakeTimeProvider();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.AddFineTunePipeline();
        using var host = builder.Build();

        Assert.Same(clock, host.Services.GetRequiredService<TimeProvider>());
    }

    [Theory]
    [InlineData("DataStorage", "UseDevelopmentStorage=true")]
    [InlineData("DataStorage", "DefaultEndpointsProtocol=https;AccountName=acc;AccountKey=a2V5;EndpointSuffix=core.windows.net")]
    [InlineData("DataStorage", "https://acc.blob.core.windows.net")]
    [InlineData("DataStorage", "https://acc.blob.core.windows.net?sv=2024-01-01&sig=x")]
    [InlineData("DataStorage:blobServiceUri", "https://acc.blob.core.windows.net")]
    [InlineData("DataStorage:accountName", "acc")]
    public void DataStorage_FormsOfAnAccount_GiveTheAzureStore(string name, string value)
    {
        using var host = Build((name, value), ("DataStorage:credential", "managedidentity"), ("DataStorage:clientId", "00000000-0000-0000-0000-000000000001"));

        Assert.IsType<AzureBlobStore>(host.Services.GetRequiredService<IBlobStore>());
    }

    [Theory]
    [InlineData(null, "Set DataStorage")]
    [InlineData("https://", "DataStorage looks like a URL")]
    [InlineData("AccountName=x;oops", "DataStorage looks like a connection string")]
    public void DataStorage_MissingOrWrong_NamesTheSetting(string? value, string expected)
    {
        using var host = Build(("DataStorage", value));

        var error = Assert.ThrowsAny<Exception>(() => host.Services.GetRequiredService<IBlobStore>());
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Endpoints_NotConfigured_IsSaidAtFirstUseWithTheSettingToAdd()
    {
        using var host = Build(("Endpoints:local:Kind", "local"));
        var endpoints = host.Services.GetRequiredService<IModelEndpoints>();

        var error = Assert.Throws<EndpointNotConfiguredException>(() => endpoints.GetChatClient("main", "m"));
        Assert.Contains("Endpoints__main__Url", error.Message, StringComparison.Ordinal);
        Assert.Contains("local", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Endpoints__main__Kind", "Kind", null)]
    [InlineData("Endpoints__main__Kind", "Kind", "aws")]
    [InlineData("Endpoints__main__Kind", "Kind", "1")]
    [InlineData("Endpoints__main__Url", "Url", null)]
    [InlineData("Endpoints__main__Url", "Url", "not a url")]
    [InlineData("Endpoints__main__Url", "Url", "ftp://x/")]
    [InlineData("Endpoints__main__RequestsPerMinute", "RequestsPerMinute", "many")]
    [InlineData("Endpoints__main__MaxConcurrency", "MaxConcurrency", "0")]
    [InlineData("Endpoints__main__PollFirstSeconds", "PollFirstSeconds", "-1")]
    [InlineData("Endpoints__main__ManagementUrl", "ManagementUrl", "x")]
    public void Endpoints_WrongSetting_IsNamed(string setting, string name, string? value)
    {
        Dictionary<string, string?> settings = new() { ["Kind"] = "compatible", ["Url"] = "http://127.0.0.1:1/", ["Key"] = "k", [name] = value };
        using var host = Build([.. settings.Select(s => ($"Endpoints:main:{s.Key}", s.Value))]);

        var error = Assert.Throws<EndpointNotConfiguredException>(() => host.Services.GetRequiredService<IModelEndpoints>().Describe("main"));
        Assert.Contains(setting, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Endpoints_OpenAIWithoutKey_NamesTheKeySetting()
    {
        using var host = Build(("Endpoints:main:Kind", "openai"));

        var error = Assert.Throws<EndpointNotConfiguredException>(() => host.Services.GetRequiredService<IModelEndpoints>().GetFineTuning("main"));
        Assert.Contains("Endpoints__main__Key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_Settings_AreReadWithDefaults()
    {
        using var host = Build(
            ("Endpoints:main:Kind", "Azure"), ("Endpoints:main:Url", "https://r.openai.azure.com"), ("Endpoints:main:RequestsPerMinute", "300"),
            ("Endpoints:main:PollMaxSeconds", "600"), ("Endpoints:main:LookupDelaySeconds", "2.5"));

        Assert.Equal(
            new EndpointInfo("main", EndpointKind.Azure, 300, 8, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(2.5)),
            host.Services.GetRequiredService<IModelEndpoints>().Describe("main"));
    }

    [Fact]
    public async Task Endpoints_AddressGivenLateAndChanged_IsFollowed_AndClientsAreKept()
    {
        const string Answer = """{"choices":[{"message":{"content":"NAME"},"finish_reason":"stop"}]}""";
        await using var one = await LoopbackServer.StartAsync(Reply.Json(Answer.Replace("NAME", "one", StringComparison.Ordinal)));
        await using var two = await LoopbackServer.StartAsync(Reply.Json(Answer.Replace("NAME", "two", StringComparison.Ordinal)));
        using var host = Build(("Endpoints:local:Kind", "local"));
        var (endpoints, settings) = (host.Services.GetRequiredService<IModelEndpoints>(), host.Services.GetRequiredService<IConfiguration>());

        settings["Endpoints:local:Url"] = one.Url.ToString();
        var client = endpoints.GetChatClient("local", "m");
        Assert.Equal("one", (await Microsoft.Extensions.AI.ChatClientExtensions.GetResponseAsync(client, "?")).Text);
        Assert.Same(client, endpoints.GetChatClient("local", "m"));
        Assert.Same(endpoints.GetFineTuning("local"), endpoints.GetFineTuning("local"));

        settings["Endpoints:local:Url"] = two.Url.ToString();
        Assert.Equal("two", (await Microsoft.Extensions.AI.ChatClientExtensions.GetResponseAsync(endpoints.GetChatClient("local", "m"), "?")).Text);
    }

    [Fact]
    public void LineageDefaults_Complete_FillsOnlyWhatIsMissing()
    {
        var defaults = new LineageDefaults { TeacherEndpoint = "e", TeacherModel = "t", JudgeEndpoint = "e", JudgeModel = "j", TrainerEndpoint = "e", BaseModel = "b" };
        var own = new ModelChoice("mine", "m");

        var roles = defaults.Complete(new RoleSettings { Teacher = own });

        Assert.Equal(own, roles.Teacher);
        Assert.Equal([new ModelChoice("e", "j")], roles.Judges);
        Assert.Equal(new ModelChoice("e", "b"), roles.Trainer);
        Assert.Null(roles.Embedder);
        Assert.Equal([own], defaults.Complete(new RoleSettings { Judges = [own] }).Judges);
    }

    private static IHost Build(params (string Name, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => s.Value));
        builder.AddFineTunePipeline();
        return builder.Build();
    }
}
