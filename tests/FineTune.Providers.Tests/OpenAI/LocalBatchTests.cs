using System.Globalization;
using FineTune.Core.Models;
using FineTune.Core.Models.Batches;
using FineTune.Core.Models.Endpoints;
using FineTune.Core.Models.Jobs;
using FineTune.LocalProvider;
using FineTune.LocalProvider.Hosting;
using FineTune.Providers.Tests.Support;
using FineTune.Synthesis.Batches;
using FineTune.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.Providers.Tests.OpenAI;

/// <summary>Batches against the local provider, which speaks the protocol independently of the clients.</summary>
public sealed class LocalBatchTests : IDisposable
{
    private const string Model = "gpt-4.1-mini-2025-04-14";
    private readonly TempFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Batch_FromRequestsToAnswers_AreThoseOfSingleCalls()
    {
        await using var provider = await StartAsync();
        var endpoints = Endpoints(provider);
        var service = endpoints.GetBatches("main");
        var requests = Requests(12);

        var batch = await CreateAsync(service, requests);
        Assert.Equal(BatchState.Waiting, batch.State);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(BatchState.Running, (await service.GetBatchAsync(batch.Id))!.State);
        Assert.Empty(await service.ReadAnswersAsync(batch).ToListAsync());
        batch = await FinishAsync(service, batch);

        Assert.Equal((BatchState.Completed, true, 12), (batch.State, batch.IsOver, batch.Counts.Completed));
        var answers = await service.ReadAnswersAsync(batch).ToListAsync();
        Assert.NotEqual(requests.Select(request => request.CustomId), answers.Select(answer => answer.CustomId));
        var (join, outcomes) = Join(requests, answers);
        Assert.Equal((12, 0, 0, 0), (join.Answered, join.Failed, join.Unknown, join.Rest.Count));
        var chat = endpoints.GetChatClient("main", Model);
        foreach (var request in requests)
        {
            var single = await chat.GetResponseAsync(request.Messages, request.Options);
            var response = outcomes[request.CustomId].Response!;
            Assert.Equal((single.Text, single.FinishReason), (response.Text, response.FinishReason));
            Assert.Equal(single.Usage!.OutputTokenCount, response.Usage!.OutputTokenCount);
        }

        Assert.True(await service.DeleteFileAsync(batch.InputFileId));
        Assert.True(await service.DeleteFileAsync(batch.OutputFileId!));
    }

    [Theory]
    [InlineData("batch-failed", BatchState.Failed, 0, 0, 12)]
    [InlineData("batch-expired", BatchState.Expired, 6, 0, 6)]
    [InlineData("batch-line-errors", BatchState.Completed, 8, 0, 4)]
    [InlineData("batch-missing-output", BatchState.Completed, 0, 0, 12)]
    [InlineData("batch-capitalised-status", BatchState.Completed, 12, 0, 0)]
    public async Task Batch_Fault_EveryRequestEndsOnce_AndTheRestEndsInAnotherBatch(string fault, BatchState state, int answered, int failed, int rest)
    {
        await using var provider = await StartAsync(new FaultSpec { Name = fault });
        var service = Endpoints(provider).GetBatches("main");
        var requests = Requests(12);

        var batch = await FinishAsync(service, await CreateAsync(service, requests));
        var (join, outcomes) = Join(requests, await service.ReadAnswersAsync(batch).ToListAsync());

        Assert.Equal((state, answered, failed, rest), (batch.State, join.Answered, join.Failed, join.Rest.Count));
        Assert.Equal(12, outcomes.Count + join.Rest.Count);
        Assert.Equal(state == BatchState.Failed ? ["invalid_request"] : [], batch.Problems.Select(problem => problem.Code));
        Assert.Equal(rest, await AnsweredInAnotherAsync(service, requests, join.Rest));
    }

    [Fact]
    public async Task Batch_FilteredRequest_FailsForGood()
    {
        await using var provider = await StartAsync(new FaultSpec { Name = "content-filter", Endpoint = "chat" });
        var service = Endpoints(provider).GetBatches("main");
        var requests = Requests(4);

        var batch = await FinishAsync(service, await CreateAsync(service, requests));
        var (join, outcomes) = Join(requests, await service.ReadAnswersAsync(batch).ToListAsync());

        Assert.Equal((3, 1), (join.Answered, join.Failed));
        Assert.Equal(ProviderErrorKind.ContentFiltered, outcomes.Values.Single(outcome => outcome.Error is not null).Error!.Kind);
    }

    [Fact]
    public async Task Create_LostReply_IsAmbiguousAndFoundAgain_SoThereIsOneBatch()
    {
        await using var provider = await StartAsync(new FaultSpec { Name = "lost-reply-after-create", Endpoint = "batches" });
        var service = Endpoints(provider).GetBatches("main");
        var file = await UploadAsync(service, Requests(2));

        var error = await Assert.ThrowsAsync<ProviderException>(() => service.CreateBatchAsync(file.Id, Metadata("k1")));

        Assert.Equal(ProviderErrorKind.Ambiguous, error.Kind);
        Assert.Equal(file.Id, (await service.FindBatchAsync("k1", file.Id))!.InputFileId);
        Assert.Equal(file.Id, (await service.FindBatchAsync("k1", null))!.InputFileId);
        Assert.Null(await service.FindBatchAsync("k2", file.Id));
        using var http = new HttpClient();
        Assert.Contains("\"batches_created\":1", await http.GetStringAsync(new Uri(provider.BaseUrl, "_local/stats")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancel_Running_KeepsWhatIsDone_AndAgainIsNoError()
    {
        await using var provider = await StartAsync();
        var service = Endpoints(provider).GetBatches("main");
        var requests = Requests(12);
        var batch = await CreateAsync(service, requests);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(BatchState.Finishing, (await service.CancelBatchAsync(batch.Id)).State);
        Assert.Equal(BatchState.Finishing, (await service.CancelBatchAsync(batch.Id)).State);
        batch = await FinishAsync(service, batch);
        Assert.Equal(BatchState.Cancelled, (await service.CancelBatchAsync(batch.Id)).State);

        var (join, _) = Join(requests, await service.ReadAnswersAsync(batch).ToListAsync());
        Assert.Equal((BatchState.Cancelled, 6, 6), (batch.State, join.Answered, join.Rest.Count));
    }

    [Fact]
    public async Task Azure_FileIsPendingFirst_AndTunedModelsAreRefused()
    {
        await using var provider = await StartAsync(LocalProviderProfile.Azure);
        var service = Endpoints(provider, "azure").GetBatches("main");
        var requests = Requests(3);

        var file = await UploadAsync(service, requests);
        Assert.NotEqual(JobState.Succeeded, file.State);
        _time.Advance(TimeSpan.FromMinutes(1));
        file = Assert.Single(await service.ListFilesAsync());
        Assert.Equal(JobState.Succeeded, file.State);
        var batch = await FinishAsync(service, await service.CreateBatchAsync(file.Id, Metadata("k1")));
        Assert.Equal((BatchState.Completed, 3), (batch.State, Join(requests, await service.ReadAnswersAsync(batch).ToListAsync()).Join.Answered));

        var other = await UploadAsync(service, requests, "no-such-deployment");
        _time.Advance(TimeSpan.FromMinutes(1));
        batch = await FinishAsync(service, await service.CreateBatchAsync(other.Id, Metadata("k2")));
        Assert.Equal((BatchState.Failed, "model_not_found"), (batch.State, Assert.Single(batch.Problems).Code));
    }

    private async Task<int> AnsweredInAnotherAsync(IBatchService service, IReadOnlyList<BatchRequest> requests, IReadOnlyList<string> ids)
    {
        if (ids.Count == 0)
        {
            return 0;
        }

        List<BatchRequest> again = [.. requests.Where(request => ids.Contains(request.CustomId))];
        var batch = await FinishAsync(service, await CreateAsync(service, again));
        return Join(again, await service.ReadAnswersAsync(batch).ToListAsync()).Join.Answered;
    }

    private static async Task<ModelBatch> CreateAsync(IBatchService service, IReadOnlyList<BatchRequest> requests) =>
        await service.CreateBatchAsync((await UploadAsync(service, requests)).Id, Metadata("k1"));

    private async Task<ModelBatch> FinishAsync(IBatchService service, ModelBatch batch)
    {
        _time.Advance(TimeSpan.FromSeconds(30));
        return (await service.GetBatchAsync(batch.Id))!;
    }

    private static async Task<TrainingFile> UploadAsync(IBatchService service, IEnumerable<BatchRequest> requests, string model = Model)
    {
        using var content = new MemoryStream();
        foreach (var request in requests)
        {
            content.Write(service.WriteLine(model, request).Span);
        }

        content.Position = 0;
        return await service.UploadFileAsync(content, "batch.jsonl");
    }

    private static (BatchJoin Join, Dictionary<string, BatchOutcome> Outcomes) Join(IEnumerable<BatchRequest> requests, IEnumerable<BatchAnswer> answers)
    {
        var join = new BatchJoin(requests.Select(request => request.CustomId));
        return (join, answers.Select(join.Take).OfType<BatchOutcome>().ToDictionary(outcome => outcome.CustomId));
    }

    private static List<BatchRequest> Requests(int count) =>
    [
        .. Enumerable.Range(0, count).Select(number => new BatchRequest(
            string.Create(CultureInfo.InvariantCulture, $"row-{number:00}"),
            [new ChatMessage(ChatRole.User, string.Create(CultureInfo.InvariantCulture, $"Tell me about parcel {number * 7919}."))],
            new ChatOptions { Seed = 42, MaxOutputTokens = 64 })),
    ];

    private static Dictionary<string, string> Metadata(string key) => new() { ["scope_id"] = "d1", ["ledger_key"] = key };

    private Task<LocalProviderInstance> StartAsync(params FaultSpec[] faults) => StartAsync(LocalProviderProfile.OpenAI, faults);

    private Task<LocalProviderInstance> StartAsync(LocalProviderProfile profile, params FaultSpec[] faults) =>
        LocalProviderHost.StartAsync(new LocalProviderOptions
        {
            DataDirectory = _folder["provider"],
            Profile = profile,
            BatchSeconds = 10,
            TimeProvider = _time,
            Faults = faults,
        });

    private IModelEndpoints Endpoints(LocalProviderInstance provider, string kind = "local") => TestEndpoints.Create(
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Endpoints:main:Kind"] = kind,
            ["Endpoints:main:Url"] = provider.BaseUrl.ToString(),
            ["Endpoints:main:Key"] = kind == "local" ? null : "local",
        }).Build(),
        _time);
}
