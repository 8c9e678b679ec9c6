using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace FunctionsHost.Local.Tests.Discovery;

/// <summary>Functions that must not start, one class per mistake.</summary>
internal static class BadFunctions
{
    public static class NoTrigger
    {
        [Function("Bad")]
        public static void Run(string x) => _ = x;
    }

    public static class TwoTriggers
    {
        [Function("Bad")]
        public static void Run([ActivityTrigger] string a, [TimerTrigger("00:01:00")] TimerInfo b) => _ = (a, b);
    }

    public static class SameNames
    {
        [Function("Bad")]
        public static void One([ActivityTrigger] string x) => _ = x;

        [Function("BAD")]
        public static void Two([ActivityTrigger] string x) => _ = x;
    }

    public static class BadName
    {
        [Function("1 bad")]
        public static void Run([ActivityTrigger] string x) => _ = x;
    }

    public static class NotPublic
    {
        [Function("Bad")]
        internal static void Run([ActivityTrigger] string x) => _ = x;
    }

    public abstract class AbstractClass
    {
        [Function("Bad")]
        public void Run([ActivityTrigger] string x) => _ = x;
    }

    public static class GenericMethod
    {
        [Function("Bad")]
        public static void Run<T>([ActivityTrigger] T x) => _ = x;
    }

    public static class AsyncVoid
    {
        [Function("Bad")]
        public static async void Run([ActivityTrigger] string x) => await Task.FromResult(x);
    }

    public static class ByRef
    {
        [Function("Bad")]
        public static void Run([ActivityTrigger] string x, ref string extra) => extra = x;
    }

    public static class OrchestratorWithClient
    {
        [Function("Bad")]
        public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context, [DurableClient] DurableTaskClient client) =>
            Task.FromResult((context, client));
    }

    public static class OrchestratorWithTwoInputs
    {
        [Function("Bad")]
        public static Task Run([OrchestrationTrigger] TaskOrchestrationContext context, string first, string second) =>
            Task.FromResult((context, first, second));
    }

    public static class OrchestratorOfWrongType
    {
        [Function("Bad")]
        public static Task Run([OrchestrationTrigger] string context) => Task.FromResult(context);
    }

    public static class OrchestratorNamedTwice
    {
        [Function("Bad")]
        public static Task Run([OrchestrationTrigger(Orchestration = "Other")] TaskOrchestrationContext context) =>
            Task.FromResult(context);
    }

    public static class ActivityWithUnboundParameter
    {
        [Function("Bad")]
        public static void Run([ActivityTrigger] string x, int extra) => _ = (x, extra);
    }

    public static class ActivityWithInstanceIdAsGuid
    {
        [Function("Bad")]
        public static void Run([ActivityTrigger] string x, Guid instanceId) => _ = (x, instanceId);
    }

    public static class ClientOfWrongType
    {
        [Function("Bad")]
        public static void Run([ActivityTrigger] string x, [DurableClient] string client) => _ = (x, client);
    }

    public static class ClientOfAnotherHub
    {
        [Function("Bad")]
        public static void Run([ActivityTrigger] string x, [DurableClient(TaskHub = "Other")] DurableTaskClient client) => _ = (x, client);
    }

    public static class BlobWithUnknownToken
    {
        [Function("Bad")]
        public static void Run([BlobTrigger("datasets/{lineage}/{name}.jsonl")] Stream blob, string lineag) => _ = (blob, lineag);
    }

    public static class BlobAsText
    {
        [Function("Bad")]
        public static void Run([BlobTrigger("datasets/{name}")] string blob) => _ = blob;
    }

    public static class BlobWithUri
    {
        [Function("Bad")]
        public static void Run([BlobTrigger("datasets/{name}")] Stream blob, string name, Uri uri) => _ = (blob, name, uri);
    }

    public static class BlobsOfTwoConnections
    {
        [Function("First")]
        public static void One([BlobTrigger("datasets/{name}")] Stream blob, string name) => _ = (blob, name);

        [Function("Bad")]
        public static void Two([BlobTrigger("datasets/{name}", Connection = "Other")] Stream blob, string name) => _ = (blob, name);
    }

    public static class BlobWithBadPath
    {
        [Function("Bad")]
        public static void Run([BlobTrigger("datasets/{name")] Stream blob, string name) => _ = (blob, name);
    }

    public static class BlobWithMissingSetting
    {
        [Function("Bad")]
        public static void Run([BlobTrigger("%CONTAINER%/{name}")] Stream blob, string name) => _ = (blob, name);
    }

    public static class Retried
    {
        [Function("Bad")]
        [FixedDelayRetry(3, "00:00:10")]
        public static void Run([TimerTrigger("00:01:00")] TimerInfo timer) => _ = timer;
    }

    public static class TimerWithBadSchedule
    {
        [Function("Bad")]
        public static void Run([TimerTrigger("0 2 * * *")] TimerInfo timer) => _ = timer;
    }

    public static class TimerWithMissingSetting
    {
        [Function("Bad")]
        public static void Run([TimerTrigger("%NIGHTLY%")] TimerInfo timer) => _ = timer;
    }

    public static class HttpReturningText
    {
        [Function("Bad")]
        public static string Run([HttpTrigger("get")] HttpRequest request) => request.Path;
    }

    public static class HttpWithBadRoute
    {
        [Function("Bad")]
        public static IActionResult Run([HttpTrigger("get", Route = "a/{b")] HttpRequest request) => new ObjectResult(request.Path);
    }

    public static class HttpWithUnknownConstraint
    {
        [Function("Bad")]
        public static IActionResult Run([HttpTrigger("get", Route = "a/{b:lineage}")] HttpRequest request) =>
            new ObjectResult(request.Path);
    }

    public static class HttpWithSlash
    {
        [Function("Bad")]
        public static IActionResult Run([HttpTrigger("get", Route = "/a")] HttpRequest request) => new ObjectResult(request.Path);
    }

    public static class HttpWithTokenAsNumber
    {
        [Function("Bad")]
        public static IActionResult Run([HttpTrigger("get", Route = "a/{id}")] HttpRequest request, int id) =>
            new ObjectResult(request.Path + id);
    }

    public static class HttpWithBody
    {
        [Function("Bad")]
        public static IActionResult Run([HttpTrigger("post", Route = "a")] HttpRequest request, [FromBody] string body) =>
            new ObjectResult(request.Path + body);
    }

    public static class HttpForUsers
    {
        [Function("Bad")]
        public static IActionResult Run([HttpTrigger(AuthorizationLevel.User)] HttpRequest request) => new ObjectResult(request.Path);
    }

    public static class SameRoutes
    {
        [Function("First")]
        public static IActionResult One([HttpTrigger("get", "post", Route = "runs/{id}")] HttpRequest request) =>
            new ObjectResult(request.Path);

        [Function("Bad")]
        public static IActionResult Two([HttpTrigger("POST", Route = "Runs/{runId}")] HttpRequest request) =>
            new ObjectResult(request.Path);
    }
}
