using FineTune.Core.Storage;
using FineTune.Datasets.Increments;
using FineTune.Datasets.Reports;
using FineTune.Functions.Activities.Runs;
using FineTune.Functions.Contracts.Datasets;
using FineTune.Functions.Contracts.Runs;
using FineTune.Functions.Orchestrations;
using FineTune.Functions.Tests.Support;
using FineTune.Functions.Triggers;
using Grpc.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace FineTune.Functions.Tests.Triggers;

public sealed class TriggerTests
{
    private static readonly string _content = Samples.Drop(12);
    private static readonly string _id = Samples.IdOf(_content);
    private readonly World _world = new();
    private readonly ClientMock _client = new();

    [Fact]
    public async Task Drop_NewFile_StartsItsOrchestrationAndRemembersIt()
    {
        await DropAsync("first.jsonl");

        var started = Assert.Single(_client.Started);
        Assert.Equal((nameof(DatasetOrchestrator), $"dataset-support-{_id}"), (started.Name, started.Id));
        var entry = (await _world.Store.ReadJsonAsync<DropIndexEntry>(BlobPaths.DropIndex(Samples.Lineage, "first.jsonl")))!;
        Assert.Equal(new DatasetInput(Samples.Lineage, "first.jsonl", entry.ETag, _id), started.Input);
        Assert.Equal(_content.Length, entry.Bytes);
    }

    [Theory]
    [InlineData("Support")]
    [InlineData("x/y")]
    [InlineData("../etc")]
    [InlineData("a--")]
    public async Task Drop_NoLineage_IsRefusedVisibly(string lineage)
    {
        await Trigger().RunAsync(new MemoryStream(), lineage, "first.jsonl", _client.Object, default);

        Assert.Empty(_client.Started);
        var note = (await _world.Store.ReadJsonAsync<RefusedDrop>(BlobPaths.RefusedDrop($"{lineage}/first.jsonl")))!;
        Assert.Equal($"{lineage}/first.jsonl", note.Path);
        Assert.Contains("is not a lineage name", note.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("first")]
    [InlineData("first.txt")]
    [InlineData("first.xlsx")]
    [InlineData("first.gz")]
    public async Task Drop_UnknownExtension_IsRefusedVisibly(string name)
    {
        await DropAsync(name);

        Assert.Empty(_client.Started);
        var note = (await _world.Store.ReadJsonAsync<RefusedDrop>(BlobPaths.RefusedDrop($"support/{name}")))!;
        Assert.Contains("does not end in .jsonl, .json, .csv", note.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(".DS_Store")]
    [InlineData(".first.jsonl")]
    [InlineData("first.jsonl.tmp")]
    [InlineData("first.csv.part")]
    public async Task Drop_TemporaryName_IsIgnored(string name)
    {
        await Trigger().RunAsync(new MemoryStream(), Samples.Lineage, name, _client.Object, default);
        if (name[0] != '.')
        {
            // The folder store lists no names that begin with a dot.
            _world.Store.With(BlobPaths.Drop(Samples.Lineage, name), _content);
        }

        await NightlyAsync(_client);

        Assert.Empty(_client.Started);
        Assert.DoesNotContain(_world.Store.Names, blob => blob.StartsWith(BlobPaths.DatasetsIndex, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("first.json")]
    [InlineData("first.CSV")]
    [InlineData("first.tsv.gz")]
    public async Task Drop_OtherContainer_StartsItsOrchestration(string name)
    {
        await DropAsync(name);

        Assert.Equal(name, ((DatasetInput)Assert.Single(_client.Started).Input!).Name);
        Assert.NotNull(_world.Store.Text(new BlobRef(BlobPaths.DatasetsIndex, $"support/{name}.json")));
    }

    [Fact]
    public async Task Drop_BlobVanished_StartsNothing()
    {
        await Trigger().RunAsync(new MemoryStream(), Samples.Lineage, "gone.jsonl", _client.Object, default);

        Assert.Empty(_client.Started);
    }

    [Fact]
    public async Task Drop_SameBytesUnderTwoNames_IsOneDataSet()
    {
        await DropAsync("first.jsonl");
        await DropAsync("second.jsonl");

        Assert.Single(_client.Started);
        Assert.Equal(_id, (await _world.Store.ReadJsonAsync<DropIndexEntry>(BlobPaths.DropIndex(Samples.Lineage, "second.jsonl")))!.DatasetId);
    }

    [Fact]
    public async Task Drop_UnchangedETag_IsNotReadAgain()
    {
        await DropAsync("first.jsonl");
        var properties = (await _world.Store.GetPropertiesAsync(BlobPaths.Drop(Samples.Lineage, "first.jsonl")))!;
        await _world.Store.WriteJsonAsync(
            BlobPaths.DropIndex(Samples.Lineage, "first.jsonl"), new DropIndexEntry("first.jsonl", properties.ETag, "1111111111111111", 1, _world.Time.GetUtcNow()));

        await Trigger().RunAsync(new MemoryStream(), Samples.Lineage, "first.jsonl", _client.Object, default);

        Assert.Equal("dataset-support-1111111111111111", _client.Started[^1].Id);
    }

    [Fact]
    public async Task Drop_Overwritten_IsAnotherDataSet()
    {
        await DropAsync("first.jsonl");
        _world.Store.With(BlobPaths.Drop(Samples.Lineage, "first.jsonl"), Samples.Drop(13));

        await Trigger().RunAsync(new MemoryStream(), Samples.Lineage, "first.jsonl", _client.Object, default);

        Assert.Equal($"dataset-support-{Samples.IdOf(Samples.Drop(13))}", _client.Started[^1].Id);
    }

    [Fact]
    public async Task Drop_StartMeetsARunningInstance_CountsAsStartedByTheOther()
    {
        _client.OnStart = new RpcException(new Status(StatusCode.AlreadyExists, "running"));
        await DropAsync("first.jsonl");

        _client.OnStart = new InvalidOperationException("running");
        await DropAsync("second.jsonl");

        Assert.Empty(_client.Started);
    }

    [Theory]
    [InlineData(DatasetOutcome.Accepted, 1, false, false)]
    [InlineData(DatasetOutcome.Refused, 1, true, false)]
    [InlineData(DatasetOutcome.Failed, 1, true, true)]
    [InlineData(DatasetOutcome.Failed, 2, true, true)]
    [InlineData(DatasetOutcome.Failed, 3, true, false)]
    public async Task StartAsync_KnownOutcome_DependsOnWhoAsks(DatasetOutcome outcome, int attempts, bool droppedAgain, bool nightly)
    {
        await ReportAsync(outcome, attempts);

        await DropAsync("first.jsonl");
        Assert.Equal(droppedAgain, _client.Started.Count == 1);
        var other = new ClientMock();
        await NightlyAsync(other);

        Assert.Equal(nightly, other.Started.Count == 1);
    }

    [Fact]
    public async Task Nightly_DropWithoutReport_IsStarted()
    {
        _world.Store.With(BlobPaths.Drop(Samples.Lineage, "missed.jsonl"), _content).With(new BlobRef(BlobPaths.Datasets, "notes.txt"), "x")
            .With(new BlobRef(BlobPaths.Datasets, "support/notes.txt"), "x")
            .With(new BlobRef(BlobPaths.Datasets, "Bad Name/x.jsonl"), "x");

        await NightlyAsync(_client);

        Assert.Equal($"dataset-support-{_id}", Assert.Single(_client.Started).Id);
        Assert.NotNull(await _world.Store.ReadJsonAsync<RefusedDrop>(BlobPaths.RefusedDrop("Bad Name/x.jsonl")));
        Assert.NotNull(await _world.Store.ReadJsonAsync<RefusedDrop>(BlobPaths.RefusedDrop("support/notes.txt")));
    }

    [Fact]
    public async Task Nightly_StagedIncrementWhoseDropWasDeleted_IsTuned()
    {
        await DropAsync("first.jsonl");
        await _world.StageAsync(_id, 20);
        await _world.Store.DeleteAsync(BlobPaths.Drop(Samples.Lineage, "first.jsonl"));
        var client = new ClientMock();

        await NightlyAsync(client);

        Assert.Equal((nameof(TuneOrchestrator), "tune-support"), (client.Started[^1].Name, client.Started[^1].Id));
    }

    [Theory]
    [InlineData("""{"tune":"manual"}""", false)]
    [InlineData("""{"tune":"nightly"}""", true)]
    [InlineData("""{"tune":"onDrop"}""", true)]
    [InlineData("""{"tunes":"nightly"}""", false)]
    public async Task Nightly_StagedIncrement_FollowsTheLineagesSettings(string settings, bool tuned)
    {
        await ReportAsync(DatasetOutcome.Accepted, 1);
        _world.Store.With(BlobPaths.Drop(Samples.Lineage, "first.jsonl"), _content).With(BlobPaths.Settings(Samples.Lineage), settings);
        await _world.StageAsync(_id, 20);

        await NightlyAsync(_client);

        Assert.Equal(tuned, _client.Started.Count == 1);
    }

    [Fact]
    public async Task Nightly_OneLineageBroken_LooksAtTheOthersAndFailsVisibly()
    {
        _world.Store.With(BlobPaths.Drop("alpha", "first.jsonl"), _content).With(BlobPaths.DropIndex("alpha", "first.jsonl"), "{ not json")
            .With(BlobPaths.Drop("beta", "first.jsonl"), _content);

        var failure = await Assert.ThrowsAsync<AggregateException>(() => NightlyAsync(_client));

        Assert.Single(failure.InnerExceptions);
        Assert.Equal($"dataset-beta-{_id}", Assert.Single(_client.Started).Id);
    }

    [Fact]
    public async Task CopyDrop_Unchanged_CopiesOnceAndReadsSettings()
    {
        var properties = await DropAsync("first.jsonl");
        var copy = _world.Copy;
        var input = new DatasetInput(Samples.Lineage, "first.jsonl", properties.ETag, _id);

        var first = await copy.RunAsync(input, default);
        await _world.Store.DeleteAsync(BlobPaths.Drop(Samples.Lineage, "first.jsonl"));
        var second = await copy.RunAsync(input, default);

        Assert.Equal((_content.Length, null), (first.Bytes, first.Refusal));
        Assert.Equal((first.Bytes, first.Refusal), (second.Bytes, second.Refusal));
        Assert.Equal(Samples.Trainer, first.Settings!.Models.Trainer);
    }

    [Fact]
    public async Task CopyDrop_OverwrittenOrDeleted_IsRefusedWithWhatHappens()
    {
        var properties = await DropAsync("first.jsonl");
        var copy = _world.Copy;
        var input = new DatasetInput(Samples.Lineage, "first.jsonl", properties.ETag, _id);
        _world.Store.With(BlobPaths.Drop(Samples.Lineage, "first.jsonl"), "other");

        var overwritten = await copy.RunAsync(input, default);
        await _world.Store.DeleteAsync(BlobPaths.Drop(Samples.Lineage, "first.jsonl"));
        var deleted = await copy.RunAsync(input, default);

        Assert.Contains("was overwritten before", overwritten.Refusal, StringComparison.Ordinal);
        Assert.Contains("was deleted before", deleted.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EnsureRun_Waiting_StartsTheTuneUntilARunTakesIt()
    {
        await _world.StageAsync(_id, 20);
        var ensure = new EnsureRun(_world.Store);
        var input = new EnsureRunInput(Samples.Lineage, _id);

        Assert.False(await ensure.RunAsync(input, _client.Object, default));
        Assert.False(await ensure.RunAsync(input, _client.Object, default));
        Assert.Single(_client.Started);
        _client.With("tune-support", null, OrchestrationRuntimeStatus.Completed);
        Assert.False(await ensure.RunAsync(input, _client.Object, default));
        Assert.Equal(2, _client.Started.Count);
        await _world.PlanAsync();
        Assert.True(await ensure.RunAsync(input, _client.Object, default));
    }

    private async Task<BlobProperties> DropAsync(string name)
    {
        _world.Store.With(BlobPaths.Drop(Samples.Lineage, name), _content);
        await Trigger().RunAsync(new MemoryStream(), Samples.Lineage, name, _client.Object, default);
        return (await _world.Store.GetPropertiesAsync(BlobPaths.Drop(Samples.Lineage, name)))!;
    }

    private DropTrigger Trigger() => new(_world.Store, _world.Time, NullLogger<DropTrigger>.Instance);

    private Task NightlyAsync(ClientMock client) =>
        new NightlyTrigger(_world.Store, _world.Defaults, _world.Time, NullLogger<NightlyTrigger>.Instance).RunAsync(new TimerInfo(), client.Object, default);

    private Task ReportAsync(DatasetOutcome outcome, int attempts) => _world.Store.WriteJsonAsync(
        BlobPaths.Report(Samples.Lineage, _id),
        new DatasetReport(Samples.Lineage, _id, ["first.jsonl"], outcome, null, attempts, 1, null, 0, 0, [], [], [], _world.Time.GetUtcNow()));
}
