using System.Globalization;
using System.Text;
using FineTune.Core.Models;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Models.Jobs;
using FineTune.LocalProvider;
using FineTune.LocalProvider.Hosting;
using FineTune.Providers.Tests.Support;
using FineTune.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.Providers.Tests.OpenAI;

/// <summary>The clients against the local provider, which speaks the protocol independently of them.</summary>
public sealed class LocalProviderTests : IDisposable
{
    private const string Base = "gpt-4.1-mini-2025-04-14";
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Job_FromUploadToAnswer()
    {
        await using var provider = await StartAsync();
        var endpoints = Endpoints(provider, "local");
        var service = endpoints.GetFineTuning("main");

        var file = await UploadAsync(service);
        Assert.Equal(JobState.Succeeded, (await service.GetFileAsync(file.Id))!.State);
        Assert.Contains(file.Id, (await service.ListFilesAsync()).Select(f => f.Id));

        var created = await service.CreateJobAsync(Request(file.Id, "k1"));
        Assert.Equal(JobState.Waiting, created.State);
        _time.Advance(TimeSpan.FromMinutes(1));
        var job = (await service.GetJobAsync(created.Id))!;

        Assert.Equal((JobState.Succeeded, "succeeded", Base), (job.State, job.RawStatus, job.Model));
        Assert.Equal(2, job.Hyperparameters.Epochs);
        Assert.True(job.TrainedTokens > 0);
        Assert.Null(job.Error);
        Assert.NotEmpty(await service.ListEventsAsync(job.Id));
        Assert.NotEmpty(await service.ListCheckpointsAsync(job.Id));
        await using (var results = await service.DownloadFileAsync(Assert.Single(job.ResultFiles)))
        {
            using var reader = new StreamReader(results);
            Assert.StartsWith("step,", await reader.ReadLineAsync(), StringComparison.Ordinal);
        }

        var answer = await endpoints.GetChatClient("main", job.FineTunedModel!).GetResponseAsync("How do I reset device number 7?");
        Assert.Equal("Hold the button of device 7 for ten seconds.", answer.Text);
        Assert.True(answer.Usage!.InputTokenCount > 0);
        Assert.Equal(job.FineTunedModel, (await service.GetModelAsync(job.FineTunedModel!))!.Id);
        Assert.True(await service.DeleteFileAsync(file.Id));
        Assert.False(await service.DeleteFileAsync(file.Id));
    }

    [Fact]
    public async Task Embeddings_SimilarTexts_AreNear()
    {
        await using var provider = await StartAsync();

        var vectors = await Endpoints(provider, "local").GetEmbeddingGenerator("main", "text-embedding-3-small")
            .GenerateAsync(["reset the device", "reset the old device", "bake a cake"]);

        float Dot(int a, int b) => vectors[a].Vector.ToArray().Zip(vectors[b].Vector.ToArray(), (x, y) => x * y).Sum();
        Assert.True(Dot(0, 1) > Dot(0, 2));
    }

    [Fact]
    public async Task CreateJob_LostReply_IsAmbiguousAndFoundAgain()
    {
        await using var provider = await StartAsync(new FaultSpec { Name = "lost-reply-after-create" });
        var service = Endpoints(provider, "local").GetFineTuning("main");
        var file = await UploadAsync(service);

        var error = await Assert.ThrowsAsync<ProviderException>(() => service.CreateJobAsync(Request(file.Id, "k1")));

        Assert.Equal(ProviderErrorKind.Ambiguous, error.Kind);
        var found = await service.FindJobAsync("k1", file.Id, "inc-1");
        Assert.NotNull(found);
        Assert.Null(await service.FindJobAsync("k2", "file-other", "inc-1"));
        using var http = new HttpClient();
        Assert.Contains("\"jobs_created\":1", await http.GetStringAsync(new Uri(provider.BaseUrl, "_local/stats")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("training-not-available", ProviderErrorKind.TrainingNotAvailable)]
    [InlineData("insufficient-quota", ProviderErrorKind.QuotaExhausted)]
    [InlineData("rate-limit", ProviderErrorKind.RateLimited)]
    [InlineData("server-error", ProviderErrorKind.Ambiguous)]
    [InlineData("overloaded", ProviderErrorKind.RateLimited)]
    [InlineData("connection-reset", ProviderErrorKind.Ambiguous)]
    public async Task CreateJob_Fault_IsClassified(string fault, ProviderErrorKind expected)
    {
        await using var provider = await StartAsync(new FaultSpec { Name = fault, Endpoint = "jobs" });
        var service = Endpoints(provider, "local").GetFineTuning("main");
        var file = await UploadAsync(service);

        var error = await Assert.ThrowsAsync<ProviderException>(() => service.CreateJobAsync(Request(file.Id, "k1")));

        Assert.Equal(expected, error.Kind);
    }

    [Theory]
    [InlineData("job-invalid-n-examples", JobState.Failed)]
    [InlineData("job-moderation", JobState.Failed)]
    [InlineData("job-unknown-status", JobState.Waiting)]
    [InlineData("job-paused", JobState.Paused)]
    [InlineData("job-capitalised-status", JobState.Succeeded)]
    [InlineData("job-extra-fields", JobState.Succeeded)]
    [InlineData("job-missing-fields", JobState.Succeeded)]
    [InlineData("job-error-empty-object", JobState.Succeeded)]
    [InlineData("job-error-null-fields", JobState.Succeeded)]
    [InlineData("job-huge-trained-tokens", JobState.Succeeded)]
    [InlineData("results-base64", JobState.Succeeded)]
    public async Task GetJob_Oddities_AreRead(string fault, JobState expected)
    {
        await using var provider = await StartAsync(new FaultSpec { Name = fault });
        var service = Endpoints(provider, "local").GetFineTuning("main");
        var job = await service.CreateJobAsync(Request((await UploadAsync(service)).Id, "k1"));
        _time.Advance(TimeSpan.FromSeconds(fault switch { "job-unknown-status" => 4, "job-paused" => 6, _ => 60 }));

        job = (await service.GetJobAsync(job.Id))!;

        Assert.Equal(expected, job.State);
        Assert.Equal(expected == JobState.Failed, job.Error is not null);
        if (fault == "job-huge-trained-tokens")
        {
            Assert.True(job.TrainedTokens > int.MaxValue);
        }

        if (fault == "results-base64")
        {
            await using var results = await service.DownloadFileAsync(job.ResultFiles[0]);
            using var reader = new StreamReader(results);
            Assert.StartsWith("step,", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task CancelJob_Running_IsCancelled_AndAgainTheSame()
    {
        await using var provider = await StartAsync();
        var service = Endpoints(provider, "local").GetFineTuning("main");
        var job = await service.CreateJobAsync(Request((await UploadAsync(service)).Id, "k1"));

        Assert.Equal(JobState.Cancelled, (await service.CancelJobAsync(job.Id)).State);
        Assert.Equal(JobState.Cancelled, (await service.CancelJobAsync(job.Id)).State);
    }

    [Theory]
    [InlineData("rate-limit-ms")]
    [InlineData("server-error")]
    [InlineData("overloaded")]
    [InlineData("connection-reset")]
    public async Task Chat_FaultThatPasses_IsOvercome(string fault)
    {
        await using var provider = await StartAsync(new FaultSpec { Name = fault, Endpoint = "chat", Milliseconds = 1 });

        var response = await Endpoints(provider, "local", realTime: true).GetChatClient("main", Base).GetResponseAsync("Hello there");

        Assert.NotEmpty(response.Text);
    }

    [Theory]
    [InlineData("content-filter", ProviderErrorKind.ContentFiltered)]
    [InlineData("insufficient-quota", ProviderErrorKind.QuotaExhausted)]
    public async Task Chat_FinalFault_IsClassified(string fault, ProviderErrorKind expected)
    {
        await using var provider = await StartAsync(new FaultSpec { Name = fault, Endpoint = "chat" });

        var error = await Assert.ThrowsAsync<ProviderException>(() => Endpoints(provider, "local").GetChatClient("main", Base).GetResponseAsync("Hello there"));

        Assert.Equal(expected, error.Kind);
    }

    [Fact]
    public async Task Azure_FromPendingFileToDeployedModel()
    {
        await using var provider = await StartAsync(LocalProviderProfile.Azure);
        var endpoints = Endpoints(provider, "azure");
        var (service, deployer) = (endpoints.GetFineTuning("main"), endpoints.GetDeployer("main"));

        var file = await UploadAsync(service);
        Assert.NotEqual(JobState.Succeeded, file.State);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(JobState.Succeeded, (await service.GetFileAsync(file.Id))!.State);
        var job = await service.CreateJobAsync(Request(file.Id, "k1"));
        _time.Advance(TimeSpan.FromMinutes(1));
        var model = (await service.GetJobAsync(job.Id))!.FineTunedModel!;

        Assert.True(deployer.NeedsDeployment);
        Assert.Null(await deployer.GetAsync("evaluate-1"));
        Assert.Equal(JobState.Running, (await deployer.DeployAsync("evaluate-1", model)).State);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(new ModelDeployment("evaluate-1", model, JobState.Succeeded, "Succeeded"), await deployer.DeployAsync("evaluate-1", model));
        Assert.Equal(
            "Hold the button of device 3 for ten seconds.",
            (await endpoints.GetChatClient("main", "evaluate-1").GetResponseAsync("How do I reset device number 3?")).Text);
        Assert.True(await deployer.DeleteAsync("evaluate-1"));
        Assert.False(await deployer.DeleteAsync("evaluate-1"));
    }

    private Task<LocalProviderInstance> StartAsync(params FaultSpec[] faults) => StartAsync(LocalProviderProfile.OpenAI, faults);

    private Task<LocalProviderInstance> StartAsync(LocalProviderProfile profile, params FaultSpec[] faults) =>
        LocalProviderHost.StartAsync(new LocalProviderOptions
        {
            DataDirectory = _folder["provider"],
            Profile = profile,
            JobSeconds = 10,
            DeploymentSeconds = 10,
            TimeProvider = _time,
            Faults = faults,
        });

    private IModelEndpoints Endpoints(LocalProviderInstance provider, string kind, bool realTime = false) => TestEndpoints.Create(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Endpoints:main:Kind"] = kind,
            ["Endpoints:main:Url"] = provider.BaseUrl.ToString(),
            ["Endpoints:main:Key"] = kind == "local" ? null : "local",
            ["Endpoints:main:ResourceId"] = kind == "azure" ? "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a" : null,
            ["Endpoints:main:ManagementUrl"] = provider.BaseUrl.ToString(),
        }).Build(),
        realTime ? TimeProvider.System : _time);

    private static async Task<TrainingFile> UploadAsync(IFineTuningService service)
    {
        var rows = Enumerable.Range(1, 12).Select(i => string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"messages\":[{{\"role\":\"user\",\"content\":\"How do I reset device number {i}?\"}},{{\"role\":\"assistant\",\"content\":\"Hold the button of device {i} for ten seconds.\"}}]}}\n"));
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(rows)));
        return await service.UploadFileAsync(content, "train.jsonl");
    }

    private static CreateJobRequest Request(string file, string key) => new(
        Base, file, null, "inc-1", 42, new Hyperparameters(2, null, null), new Dictionary<string, string> { ["run_id"] = "r1", ["ledger_key"] = key });
}
