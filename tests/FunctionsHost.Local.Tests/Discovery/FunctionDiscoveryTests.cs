using FunctionsHost.Local.Discovery;
using FunctionsHost.Local.HostJson;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace FunctionsHost.Local.Tests.Discovery;

public sealed class FunctionDiscoveryTests
{
    public static TheoryData<Type, string, string> Mistakes => new()
    {
        { typeof(BadFunctions.NoTrigger), "Run",
            "[OrchestrationTrigger], [ActivityTrigger], [BlobTrigger], [TimerTrigger], [HttpTrigger]" },
        { typeof(BadFunctions.TwoTriggers), "Run", "2 triggers (a, b)" },
        { typeof(BadFunctions.SameNames), "Two", "SameNames.One" },
        { typeof(BadFunctions.NotPublic), "Run", "public" },
        { typeof(BadFunctions.AbstractClass), "Run", "abstract" },
        { typeof(BadFunctions.GenericMethod), "Run", "generic" },
        { typeof(BadFunctions.AsyncVoid), "Run", "Return Task" },
        { typeof(BadFunctions.ByRef), "parameter 'extra'", "ref" },
        { typeof(BadFunctions.OrchestratorWithClient), "parameter 'client'", "Call an activity" },
        { typeof(BadFunctions.OrchestratorWithTwoInputs), "parameter 'second'", "already 'first'" },
        { typeof(BadFunctions.OrchestratorOfWrongType), "parameter 'context'", "TaskOrchestrationContext" },
        { typeof(BadFunctions.OrchestratorNamedTwice), "parameter 'context'", "Orchestration = \"Other\"" },
        { typeof(BadFunctions.ActivityWithUnboundParameter), "parameter 'extra'", "string instanceId, [DurableClient]" },
        { typeof(BadFunctions.ActivityWithInstanceIdAsGuid), "parameter 'instanceId'", "string only, not to Guid" },
        { typeof(BadFunctions.ClientOfWrongType), "parameter 'client'", "DurableTaskClient" },
        { typeof(BadFunctions.ClientOfAnotherHub), "parameter 'client'", "TaskHub" },
        { typeof(BadFunctions.BlobWithUnknownToken), "parameter 'lineag'", "string lineage, string name, string blobTrigger" },
        { typeof(BadFunctions.BlobAsText), "parameter 'blob'", "the trigger binds to Stream, not to String." },
        { typeof(BadFunctions.BlobWithBadPath), "parameter 'blob'", "closing brace" },
        { typeof(BadFunctions.BlobWithMissingSetting), "parameter 'blob'", "'CONTAINER', which is not set" },
        { typeof(BadFunctions.Retried), "Run", "[FixedDelayRetryAttribute] is not supported" },
        { typeof(BadFunctions.BlobWithUri), "parameter 'uri'", "nothing binds to it. Supported in a blob function: [BlobTrigger] "
            + "Stream, string name, string blobTrigger, [DurableClient] DurableTaskClient, FunctionContext, CancellationToken." },
        { typeof(BadFunctions.BlobsOfTwoConnections), "Two", "its connection is 'Other', that of function 'First' is "
            + "'AzureWebJobsStorage': the local host has one blob store. Give both the same Connection." },
        { typeof(BadFunctions.TimerWithBadSchedule), "parameter 'timer'", "second minute hour day month day-of-week" },
        { typeof(BadFunctions.TimerWithMissingSetting), "parameter 'timer'", "'NIGHTLY', which is not set" },
        { typeof(BadFunctions.HttpReturningText), "Run", "IActionResult or IResult" },
        { typeof(BadFunctions.HttpWithBadRoute), "parameter 'request'", "'a/{b' is not valid" },
        { typeof(BadFunctions.HttpWithUnknownConstraint), "parameter 'request'", "'lineage'" },
        { typeof(BadFunctions.HttpWithSlash), "parameter 'request'", "must not start with '/'" },
        { typeof(BadFunctions.HttpWithTokenAsNumber), "parameter 'id'", "string only, not to Int32" },
        { typeof(BadFunctions.HttpWithBody), "parameter 'body'", "nothing binds to it" },
        { typeof(BadFunctions.HttpForUsers), "parameter 'request'", "Anonymous, Function or Admin" },
        { typeof(BadFunctions.SameRoutes), "Two", "also the route of function 'First'" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Discover_Mistake_NamesFunctionPlaceAndRemedy(Type type, string place, string remedy)
    {
        var error = Assert.Throws<FunctionConfigurationException>(() => Discover.In(type));

        var problem = Assert.Single(error.Problems);
        Assert.StartsWith("function 'bad'", problem, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(place, problem, StringComparison.Ordinal);
        Assert.Contains(remedy, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Discover_BadName_SaysWhatANameIs()
    {
        var error = Assert.Throws<FunctionConfigurationException>(() => Discover.In(typeof(BadFunctions.BadName)));

        Assert.Contains("'1 bad'", error.Message, StringComparison.Ordinal);
        Assert.Contains("start with a letter", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Discover_SeveralMistakes_NamesThemAll()
    {
        var discovery = new FunctionDiscovery(new HostSettings(),
            new SettingResolver(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build()));

        var error = Assert.Throws<FunctionConfigurationException>(() =>
            discovery.Discover([typeof(BadFunctions.NoTrigger), typeof(BadFunctions.ByRef), typeof(BadFunctions.BlobWithBadPath)]));

        Assert.Equal(3, error.Problems.Count);
    }

    [Fact]
    public void Discover_AllKinds_AreFoundWithTheirTriggers()
    {
        var functions = Discover.In(typeof(Good), new HostSettings { RoutePrefix = "" }, ("BLOBS", "datasets"), ("NIGHTLY", "0 0 2 * * *"))
            .ToDictionary(function => function.Name);

        Assert.Equal(FunctionKind.Orchestration, functions["Orchestrate"].Kind);
        Assert.Equal(FunctionKind.Activity, functions["Act"].Kind);
        Assert.Equal("datasets", functions["OnBlob"].Blob!.Container);
        Assert.Equal("0 0 2 * * *", functions["Nightly"].Timer!.Text);
        Assert.Equal("assets/{*path}", functions["Assets"].Http!.Pattern.RawText);
        Assert.Equal("Ping", functions["Ping"].Http!.Pattern.RawText);
        Assert.Equal(["GET"], functions["Root"].Http!.Methods);
        Assert.Equal(AuthorizationLevel.Anonymous, functions["Root"].Http!.Level);
        Assert.Equal(AuthorizationLevel.Function, functions["Ping"].Http!.Level);
        Assert.Equal(7, functions.Count);
    }

    [Theory]
    [InlineData("api", "api/Ping")]
    [InlineData("", "Ping")]
    public void Discover_RoutePrefix_StandsBeforeTheRoute(string prefix, string route)
    {
        var functions = Discover.In(typeof(Good), new HostSettings { RoutePrefix = prefix }, ("BLOBS", "datasets"),
            ("NIGHTLY", "00:30:00"));

        Assert.Equal(route, functions.Single(function => function.Name == "Ping").Http!.Pattern.RawText);
    }

    public sealed class Good
    {
        [Function(nameof(Orchestrate))]
        public static async Task<int> Orchestrate([OrchestrationTrigger] TaskOrchestrationContext context, int[] input,
            FunctionContext function) =>
            await Task.FromResult(input.Length + context.InstanceId.Length + function.InvocationId.Length);

        [Function(nameof(Act))]
        public string Act([ActivityTrigger] string input, string instanceId, CancellationToken cancellationToken) =>
            $"{input}{instanceId}{cancellationToken}";

        [Function(nameof(OnBlob))]
        public Task OnBlob([BlobTrigger("%BLOBS%/{lineage}/{name}.jsonl")] Stream blob, string lineage, string name, string blobTrigger) =>
            Task.FromResult((blob, lineage, name, blobTrigger));

        [Function("Nightly")]
        public static ValueTask NightlyAsync([TimerTrigger("%NIGHTLY%")] TimerInfo timer) => new(Task.FromResult(timer));

        [Function(nameof(Root))]
        public static IActionResult Root(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{ignored:maxlength(0)?}")] HttpRequest request,
            string? ignored) => new ObjectResult(request.Path + ignored);

        [Function(nameof(Assets))]
        public static Task<IActionResult> Assets(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "assets/{*path}")] HttpRequest request, string path) =>
            Task.FromResult<IActionResult>(new ObjectResult(request.Path + path));

        [Function(nameof(Ping))]
        public static IResult Ping([HttpTrigger] HttpRequest request) => Results.Ok(request.Path.Value);

        public static void NoFunction(string x) => _ = x;
    }
}
