using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace FunctionsHost.Local.Tests.Hosting;

/// <summary>HTTP functions of every shape that the app uses.</summary>
public sealed class WebFunctions(WebFunctions.Scoped scoped) : IDisposable
{
    public sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    public void Dispose() => _ = scoped;

    [Function(nameof(Root))]
    public static IActionResult Root(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "{ignored:maxlength(0)?}")] HttpRequest request) =>
        new ContentResult { Content = $"root {request.Method}", ContentType = "text/plain", StatusCode = 200 };

    [Function(nameof(Asset))]
    public static IActionResult Asset([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "assets/{*path}")] HttpRequest request,
        string path) =>
        new FileContentResult(Encoding.UTF8.GetBytes($"{request.Path}|{path}"), "application/octet-stream") { FileDownloadName = "a.bin" };

    [Function(nameof(Run))]
    public IActionResult Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/runs/{lineage}/{id:int}")] HttpRequest request,
        string lineage, string id, FunctionContext context)
    {
        var function = context.FunctionDefinition.Name;
        return new OkObjectResult(new { Lineage = lineage, Id = id, Query = request.Query["q"].ToString(), Function = function });
    }

    [Function(nameof(PostRun))]
    public async Task<IActionResult> PostRun(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/runs/{lineage}/{id:int}")] HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        return new ObjectResult(await reader.ReadToEndAsync()) { StatusCode = StatusCodes.Status201Created };
    }

    [Function(nameof(Streamed))]
    public IActionResult Streamed([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/streamed")] HttpRequest request) =>
        new FileStreamResult(new ScopeCheckingStream(scoped, request.Path), "text/plain");

    [Function(nameof(Status))]
    public static IActionResult Status([HttpTrigger(AuthorizationLevel.Anonymous, Route = "api/status/{code}")] HttpRequest request,
        string code) =>
        new StatusCodeResult(int.Parse(code, System.Globalization.CultureInfo.InvariantCulture) + (request.Query.Count * 0));

    [Function(nameof(Minimal))]
    public static IResult Minimal([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        Results.Text($"minimal {request.Path}");

    [Function(nameof(Broken))]
    public static IActionResult Broken([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        throw new InvalidDataException($"secret of {request.Path}");

    [Function(nameof(Nothing))]
    public static IActionResult? Nothing([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
        request is null ? new OkResult() : null;

    [Function(nameof(Guarded))]
    public static IActionResult Guarded([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequest request) =>
        new OkObjectResult(request.Method);

    [Function(nameof(Start))]
    public static async Task<IActionResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/start/{name}")] HttpRequest request,
        string name, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        var id = await client.ScheduleNewOrchestrationInstanceAsync(nameof(AppFunctions.Greet), name, cancellationToken);
        var metadata = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, cancellationToken);
        return new OkObjectResult(new { request.Method, Output = metadata.ReadOutputAs<string>() });
    }

    [Function(nameof(Slow))]
    public static async Task<IActionResult> Slow([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request,
        CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return new OkObjectResult(request.Method);
    }

    private sealed class ScopeCheckingStream(Scoped scoped, string text) : MemoryStream(Encoding.UTF8.GetBytes(text))
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            ObjectDisposedException.ThrowIf(scoped.IsDisposed, scoped);
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
