using System.Text;
using System.Text.Json;
using FineTune.Core.Lineages.Training;
using FineTune.Core.Models.Jobs;
using FineTune.Core.Registry;
using FineTune.Core.Storage;
using FineTune.Datasets.Increments;
using FineTune.Datasets.Reports;
using FineTune.Functions.Activities.Runs;
using FineTune.Functions.Api;
using FineTune.Functions.Contracts;
using FineTune.Functions.Contracts.Datasets;
using FineTune.Functions.Contracts.Runs;
using FineTune.Functions.Tests.Support;
using FineTune.Training.Runs;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.DurableTask.Client;

namespace FineTune.Functions.Tests.Api;

public sealed class ApiTests
{
    private const string Tune = "tune-support";
    private readonly World _world = new();
    private readonly ClientMock _client = new();

    [Theory]
    [InlineData("Bad")]
    [InlineData("../x")]
    public async Task AnyCall_NoLineageName_Is400WithANextStep(string lineage)
    {
        var body = Answer(await Datasets.ListAsync(Request(), lineage, _client.Object, default), 400);

        Assert.Contains("is not a lineage name", body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(body.GetProperty("error").GetProperty("next").GetString()!);
        Answer(await Runs.ListAsync(Request(), lineage, default), 400);
        Answer(await Models.ListAsync(Request(), lineage, default), 400);
        Answer(await LineagesApi.TuneAsync(Request(), lineage, _client.Object, default), 400);
    }

    [Theory]
    [InlineData("0000000000000000")]
    [InlineData("../../secrets")]
    public async Task AnyCall_UnknownThing_Is404(string id)
    {
        Answer(await Datasets.GetAsync(Request(), Samples.Lineage, id, _client.Object, default), 404);
        Answer(await Datasets.AgainAsync(Request(), Samples.Lineage, id, _client.Object, default), 404);
        Answer(await Runs.GetAsync(Request(), Samples.Lineage, id, _client.Object, default), 404);
        Answer(await Runs.CancelAsync(Request("{}"), Samples.Lineage, id, _client.Object, default), 404);
        Answer(await Runs.ApproveAsync(Request("""{"approved":true}"""), Samples.Lineage, id, _client.Object, default), 404);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"aproved":true}""")]
    [InlineData("""{"approved":"yes"}""")]
    public async Task Approve_UnclearBody_Is400AndDecidesNothing(string body)
    {
        await PlannedAsync();
        _client.With(Tune, new StageStatus("approval", RunId: Samples.RunId));

        Answer(await Runs.ApproveAsync(Request(body), Samples.Lineage, Samples.RunId, _client.Object, default), 400);

        Assert.Empty(_client.Raised);
    }

    [Fact]
    public async Task Approve_WaitingRun_RaisesItsEvent()
    {
        await PlannedAsync();
        _client.With(Tune, new StageStatus("approval", RunId: Samples.RunId));

        var body = Answer(await Runs.ApproveAsync(Request("""{"approved":true,"by":"Ada"}"""), Samples.Lineage, Samples.RunId, _client.Object, default), 202);

        Assert.Equal(Tune, body.GetProperty("instanceId").GetString());
        Assert.Equal((Tune, $"approval-{Samples.RunId}", (object?)new ApprovalDecision(true, "Ada", null)), Assert.Single(_client.Raised));
    }

    [Theory]
    [InlineData("train", Samples.RunId)]
    [InlineData("approval", "0000000000000000")]
    public async Task Approve_RunIsElsewhere_Is409(string stage, string runId)
    {
        await PlannedAsync();
        _client.With(Tune, new StageStatus(stage, RunId: runId));

        Answer(await Runs.ApproveAsync(Request("""{"approved":true}"""), Samples.Lineage, Samples.RunId, _client.Object, default), 409);
    }

    [Theory]
    [InlineData("preflight", 202)]
    [InlineData("evaluate", 202)]
    [InlineData("register", 409)]
    [InlineData("finish", 409)]
    public async Task Cancel_AliveRun_IsPassedOnWhileItCanBeHeard(string stage, int status)
    {
        await PlannedAsync();
        _client.With(Tune, new StageStatus(stage, RunId: Samples.RunId));

        Answer(await Runs.CancelAsync(Request("""{"by":"Ada"}"""), Samples.Lineage, Samples.RunId, _client.Object, default), status);

        Assert.Equal(status == 202, _client.Raised.Count == 1);
    }

    [Fact]
    public async Task Cancel_ChildTellsTheStage_FindsTheRunThroughIt()
    {
        await PlannedAsync();
        _client.With(Tune, new StageStatus("train", RunId: Samples.RunId, Child: "child")).With("child", new StageStatus("upload"));

        Answer(await Runs.CancelAsync(Request("{}"), Samples.Lineage, Samples.RunId, _client.Object, default), 202);
    }

    [Fact]
    public async Task Cancel_EngineSaysNo_Is409()
    {
        await PlannedAsync();
        _client.With(Tune, new StageStatus("train", RunId: Samples.RunId));
        _client.OnRaise = new RpcException(new Status(StatusCode.FailedPrecondition, "finished"));

        Answer(await Runs.CancelAsync(Request("{}"), Samples.Lineage, Samples.RunId, _client.Object, default), 409);
    }

    [Fact]
    public async Task Cancel_EndedRun_Is409()
    {
        await PlannedAsync();
        await _world.Finish.RunAsync(new FinishInput(Samples.Plan, new RunEnd(RunState.Refused, "no")), default);

        Answer(await Runs.CancelAsync(Request("{}"), Samples.Lineage, Samples.RunId, _client.Object, default), 409);
        Assert.Empty(_client.Started);
    }

    [Fact]
    public async Task Cancel_BrokenRun_IsTakenUpToBeCancelled()
    {
        await PlannedAsync();
        _client.With(Tune, new StageStatus("evaluate", RunId: Samples.RunId), OrchestrationRuntimeStatus.Failed);

        Answer(await Runs.CancelAsync(Request("""{"by":"Ada"}"""), Samples.Lineage, Samples.RunId, _client.Object, default), 202);

        Assert.Equal(Tune, Assert.Single(_client.Started).Id);
        Assert.Equal((Tune, $"cancel-{Samples.RunId}", (object?)new CancelRequest("Ada", null)), Assert.Single(_client.Raised));
    }

    [Fact]
    public async Task Runs_ListAndDetail_SpellAllInOneCasing()
    {
        await _world.Store.WriteJsonAsync(BlobPaths.RunPlan(Samples.Lineage, Samples.RunId), Samples.WithApproval with { HeldOut = [new HeldOutSet(HeldOutKind.Retention, "a", 3)] });
        await _world.Finish.RunAsync(new FinishInput(Samples.Plan, new RunEnd(RunState.Refused, "no")), default);

        var list = Answer(await Runs.ListAsync(Request(), Samples.Lineage, default), 200);
        var detail = Answer(await Runs.GetAsync(Request(), Samples.Lineage, Samples.RunId, _client.Object, default), 200);

        var run = Assert.Single(list.GetProperty("runs").EnumerateArray());
        Assert.Equal(("refused", "retrain", Samples.RunId), (Text(run, "state"), Text(run, "strategy"), Text(run, "runId")));
        Assert.Equal("refused", Text(detail.GetProperty("outcome"), "state"));
        Assert.Equal("retention", Text(detail.GetProperty("plan").GetProperty("heldOut")[0], "kind"));
        Assert.All(Names(detail).Concat(Names(list)), name => Assert.True(char.IsLower(name[0]), name));
    }

    [Theory]
    [InlineData("take=1", 1, true)]
    [InlineData("take=0", 1, true)]
    [InlineData("take=-5", 3, false)]
    [InlineData("take=abc", 3, false)]
    public async Task Runs_Paging_IsBoundedAndGoesOn(string query, int count, bool more)
    {
        foreach (var n in Enumerable.Range(0, 3))
        {
            var plan = Samples.Plan with { RunId = $"000000000000000{n}", StartedAt = Samples.Plan.StartedAt.AddHours(n) };
            await new MarkRun(_world.Store).RunAsync(new MarkInput(plan, RunState.Running, "plan"), default);
        }

        var page = Answer(await Runs.ListAsync(Request(query: query), Samples.Lineage, default), 200);

        Assert.Equal(count, page.GetProperty("runs").GetArrayLength());
        Assert.Equal("0000000000000002", Text(page.GetProperty("runs")[0], "runId"));
        Assert.Equal(more, page.TryGetProperty("next", out var next));
        if (more)
        {
            var rest = Answer(await Runs.ListAsync(Request(query: $"after={Uri.EscapeDataString(next.GetString()!)}"), Samples.Lineage, default), 200);
            Assert.Equal(2, rest.GetProperty("runs").GetArrayLength());
        }
    }

    [Fact]
    public async Task Alias_PromoteAndRollBack_MovesAndRemembers()
    {
        await RegisterAsync("run-1");
        await RegisterAsync("run-2");
        await _world.Registry.MoveAliasAsync(Samples.Lineage, Aliases.Champion, 1, "first", "m1");

        Answer(await Models.MoveAsync(Request("""{"version":2}"""), Samples.Lineage, "champion", default), 200);
        var back = Answer(await Models.MoveAsync(Request("""{"previous":true}"""), Samples.Lineage, "champion", default), 200);

        Assert.Equal((2, 1), (back.GetProperty("from").GetInt32(), back.GetProperty("version").GetInt32()));
        var models = Answer(await Models.ListAsync(Request(), Samples.Lineage, default), 200);
        Assert.Equal(1, models.GetProperty("aliases").GetProperty("champion").GetInt32());
        Assert.Equal(3, models.GetProperty("history").GetArrayLength());
    }

    [Theory]
    [InlineData("{}", 400)]
    [InlineData("no", 400)]
    [InlineData("""{"version":9}""", 404)]
    [InlineData("""{"previous":true}""", 409)]
    public async Task Alias_ImpossibleMove_SaysWhyAndMovesNothing(string body, int status)
    {
        await RegisterAsync("run-1");
        await _world.Registry.MoveAliasAsync(Samples.Lineage, Aliases.Champion, 1, "first", "m1");

        Answer(await Models.MoveAsync(Request(body), Samples.Lineage, "champion", default), status);

        Assert.Single(await _world.Registry.GetHistoryAsync(Samples.Lineage));
    }

    [Fact]
    public async Task Datasets_List_TellsOutcomesAndWhatRuns()
    {
        await IndexAsync("done", "1111111111111111");
        await IndexAsync("busy", "2222222222222222");
        await IndexAsync("new", "3333333333333333");
        await ReportAsync("1111111111111111", DatasetOutcome.Refused);
        _client.With("dataset-support-2222222222222222", new StageStatus("validate"));

        var list = Answer(await Datasets.ListAsync(Request(), Samples.Lineage, _client.Object, default), 200);

        Assert.Equal(["running", "refused", null], list.EnumerateArray().Select(d => d.TryGetProperty("outcome", out var outcome) ? outcome.GetString() : null));
    }

    [Fact]
    public async Task Datasets_Again_RefusedDropStartsFromItsStoredCopy()
    {
        await ReportAsync(Samples.DatasetId, DatasetOutcome.Refused);
        _world.Store.With(BlobPaths.Source(Samples.Lineage, Samples.DatasetId), Samples.Drop(12));

        Answer(await Datasets.AgainAsync(Request(), Samples.Lineage, Samples.DatasetId, _client.Object, default), 202);

        Assert.Equal($"dataset-support-{Samples.DatasetId}", Assert.Single(_client.Started).Id);
    }

    [Fact]
    public async Task Datasets_AgainWithoutACopy_UsesTheDropThatHasTheBytesOrSaysTheyAreGone()
    {
        var content = Samples.Drop(12);
        var id = Samples.IdOf(content);
        await ReportAsync(id, DatasetOutcome.Refused);
        Answer(await Datasets.AgainAsync(Request(), Samples.Lineage, id, _client.Object, default), 409);

        _world.Store.With(BlobPaths.Drop(Samples.Lineage, "first.jsonl"), content);
        Answer(await Datasets.AgainAsync(Request(), Samples.Lineage, id, _client.Object, default), 202);

        var etag = (await _world.Store.GetPropertiesAsync(BlobPaths.Drop(Samples.Lineage, "first.jsonl")))!.ETag;
        Assert.Equal(new DatasetInput(Samples.Lineage, "first.jsonl", etag, id), Assert.Single(_client.Started).Input);
    }

    [Fact]
    public async Task Datasets_AgainAccepted_StagesItAndTunes()
    {
        await ReportAsync(Samples.DatasetId, DatasetOutcome.Accepted);

        Answer(await Datasets.AgainAsync(Request(), Samples.Lineage, Samples.DatasetId, _client.Object, default), 202);

        Assert.NotNull(_world.Store.Text(BlobPaths.Staged(Samples.Lineage, Samples.DatasetId)));
        Assert.Equal(Tune, Assert.Single(_client.Started).Id);
    }

    [Fact]
    public async Task RefusedDrops_AreListedWithTheirReason()
    {
        await _world.Store.WriteJsonAsync(BlobPaths.RefusedDrop("Bad/x.jsonl"), new RefusedDrop("Bad/x.jsonl", "not a lineage name", _world.Time.GetUtcNow()));

        var list = Answer(await Datasets.ListRefusedAsync(Request(), default), 200);

        Assert.Equal("Bad/x.jsonl", Text(Assert.Single(list.EnumerateArray()), "path"));
    }

    [Fact]
    public async Task Lineages_List_LeavesOutWhatIsNone()
    {
        await IndexAsync("done", "1111111111111111");
        _world.Store.With(BlobPaths.RefusedDrop("Bad/x.jsonl"), "{}").With(BlobPaths.Settings("billing"), "{}");
        await _world.StageAsync("1111111111111111", 20);
        _client.With(Tune, new StageStatus("approval", RunId: Samples.RunId));

        var list = Answer(await new LineagesApi(_world.Store, _world.Registry).ListAsync(Request(), _client.Object, default), 200);

        Assert.Equal(["billing", "support"], list.EnumerateArray().Select(lineage => Text(lineage, "lineage")));
        Assert.True(list[1].GetProperty("held").GetBoolean());
        Assert.Equal(1, list[1].GetProperty("staged").GetInt32());
    }

    private DatasetsApi Datasets => new(_world.Store, _world.Time);

    private RunsApi Runs => new(_world.Store);

    private ModelsApi Models => new(_world.Registry);

    private static HttpRequest Request(string body = "", string query = "")
    {
        var request = new DefaultHttpContext().Request;
        request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        request.QueryString = new QueryString("?" + query);
        return request;
    }

    private static JsonElement Answer(IActionResult result, int status)
    {
        var content = Assert.IsType<ContentResult>(result);
        Assert.Equal((status, "application/json; charset=utf-8"), (content.StatusCode!.Value, content.ContentType));
        var body = JsonDocument.Parse(content.Content!).RootElement;
        Assert.Equal(status >= 400, body.ValueKind == JsonValueKind.Object && body.TryGetProperty("error", out _));
        return body;
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static IEnumerable<string> Names(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(member => Names(member.Value).Prepend(member.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Names),
        _ => [],
    };

    private Task PlannedAsync() => _world.Store.WriteJsonAsync(BlobPaths.RunPlan(Samples.Lineage, Samples.RunId), Samples.Plan);

    private Task IndexAsync(string name, string id) => _world.Store.WriteJsonAsync(
        BlobPaths.DropIndex(Samples.Lineage, name), new DropIndexEntry(name, "etag", id, 1, _world.Time.GetUtcNow()));

    private Task ReportAsync(string id, DatasetOutcome outcome) => _world.Store.WriteJsonAsync(
        BlobPaths.Report(Samples.Lineage, id),
        new DatasetReport(Samples.Lineage, id, ["first.jsonl"], outcome, null, 1, 1, null, 0, 0, [], [], [], _world.Time.GetUtcNow()));

    private Task RegisterAsync(string run) => _world.Registry.RegisterAsync(new ModelVersion(
        Samples.Lineage, 0, run, "main", $"ft:{run}", null, "base-1", null, TrainingStrategy.Retrain, [],
        new VersionExamples(40, 0, 0, 4, 0), new ResolvedHyperparameters(3, 1, 1), 42, "ftjob-0", 6_000, 0.06m, null, _world.Time.GetUtcNow()));
}
