using System.Collections.Concurrent;
using System.Net;
using FunctionsHost.Local.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace FunctionsHost.Local.Tests.Invocation;

/// <summary>The middleware of an app around functions of each kind.</summary>
public sealed class MiddlewareTests
{
    private readonly Journal _journal = new();

    public sealed class Journal
    {
        public ConcurrentQueue<string> Lines { get; } = new();
    }

    public sealed class Tracing(Journal journal) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            var trigger = context.FunctionDefinition.InputBindings.Values.Single(binding =>
                binding.Type.EndsWith("Trigger", StringComparison.Ordinal));
            journal.Lines.Enqueue($"before {context.FunctionDefinition.Name} {trigger.Type}");
            await next(context);
            journal.Lines.Enqueue($"after {context.FunctionDefinition.Name}");
        }
    }

    public sealed class Slow : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            await Task.Delay(1);
            await next(context);
        }
    }

    public sealed class Gate : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            if (context.GetHttpContext() is not { } http || http.Request.Query.ContainsKey("open"))
            {
                await next(context);
                return;
            }

            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            await http.Response.WriteAsync("closed");
        }
    }

    public sealed class Curious : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            await next(context);
            context.GetInvocationResult().Value = null;
        }
    }

    public sealed class Functions(Journal journal)
    {
        [Function(nameof(Page))]
        public static IActionResult Page([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
            new OkObjectResult(request.Method);

        [Function(nameof(OnBlob))]
        public async Task OnBlob([BlobTrigger("datasets/{name}")] Stream blob, string name, [DurableClient] DurableTaskClient client)
        {
            journal.Lines.Enqueue($"blob {name} {blob.Length}");
            await client.ScheduleNewOrchestrationInstanceAsync(nameof(Orchestrate), name, new StartOrchestrationOptions(name));
        }

        [Function(nameof(Orchestrate))]
        public static Task<string> Orchestrate([OrchestrationTrigger] TaskOrchestrationContext context) =>
            context.CallActivityAsync<string>(nameof(Act), context.GetInput<string>());

        [Function(nameof(Act))]
        public static string Act([ActivityTrigger] string name) => $"done {name}";
    }

    [Fact]
    public async Task UseMiddleware_FunctionsOfEachKind_AreSurrounded()
    {
        await using var app = await StartAsync(worker => worker.UseMiddleware<Tracing>());
        app.Blobs.Write("datasets", "a", "rows");
        await Until.TrueAsync(() => _journal.Lines.Contains("after Orchestrate"));
        await app.Http.GetStringAsync("/Page");

        Assert.Equal(
            ["before OnBlob blobTrigger", "blob a 4", "before Orchestrate orchestrationTrigger", "before Act activityTrigger",
                "after Act", "after Orchestrate"],
            _journal.Lines.Where(line => !line.Contains("Page", StringComparison.Ordinal) && line != "after OnBlob"));
        Assert.Equal(["before Page httpTrigger", "after Page"],
            _journal.Lines.Where(line => line.Contains("Page", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task UseMiddleware_AsynchronousAroundAnOrchestrator_FailsItWithTheOfficialText()
    {
        await using var app = await StartAsync(worker => worker.UseMiddleware<Slow>());

        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Functions.Orchestrate), "a");
        var end = await app.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.StartsWith(
            "System.InvalidOperationException: An invalid asynchronous invocation was detected.", end.SerializedOutput,
                StringComparison.Ordinal);
        Assert.Equal("GET", await app.Http.GetStringAsync("/Page"));
    }

    [Fact]
    public async Task UseWhen_OrchestratorsLeftOut_AsynchronousMiddlewareIsFine()
    {
        await using var app = await StartAsync(worker => worker.UseWhen<Slow>(context =>
            context.FunctionDefinition.InputBindings.Values.All(binding => binding.Type != "orchestrationTrigger")));

        Assert.Equal("done a", await app.RunAsync<string>(nameof(Functions.Orchestrate), "a"));
    }

    [Theory]
    [InlineData("/Page", HttpStatusCode.Forbidden, "closed")]
    [InlineData("/Page?open", HttpStatusCode.OK, "GET")]
    public async Task UseMiddleware_AnswersInPlaceOfTheFunction_ItsAnswerIsSent(string path, HttpStatusCode status, string body)
    {
        await using var app = await StartAsync(worker => worker.UseMiddleware<Gate>());

        using var response = await app.Http.GetAsync(path);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task UseMiddleware_AsksForTheResult_IsRefusedWithASentence()
    {
        await using var app = await StartAsync(worker => worker.UseMiddleware<Curious>());

        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync(nameof(Functions.Orchestrate), "a");
        var end = await app.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Contains("GetInvocationResult", end.SerializedOutput, StringComparison.Ordinal);
        Assert.Contains("which the local host does not have", end.SerializedOutput, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UseMiddleware_Several_RunInTheOrderOfRegistration()
    {
        await using var app = await StartAsync(worker => worker
            .UseMiddleware(async (_, next) =>
            {
                _journal.Lines.Enqueue("first");
                await next();
            })
            .UseMiddleware(async (_, next) =>
            {
                _journal.Lines.Enqueue("second");
                await next();
            }));

        await app.Http.GetStringAsync("/Page");

        Assert.Equal(["first", "second"], _journal.Lines);
    }

    private Task<AppRig> StartAsync(Action<IFunctionsWorkerApplicationBuilder> worker) => AppRig.StartAsync(
        options =>
        {
            options.Types.Add(typeof(Functions));
            options.Worker = worker;
        },
        builder => builder.Services.AddSingleton(_journal));
}
