using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FineTune.Testing;

/// <summary>An HTTP server on a free loopback port, for tests of clients. It answers by one function and remembers what it was asked.</summary>
public sealed class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();

    private LoopbackServer(WebApplication app) => _app = app;

    /// <summary>The root address, with a slash at its end.</summary>
    public Uri Url => new(_app.Urls.First() + "/");

    /// <summary>The requests so far, in order of arrival.</summary>
    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    public static async Task<LoopbackServer> StartAsync(Func<HttpContext, ReceivedRequest, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new LoopbackServer(app);
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var request = new ReceivedRequest(
                context.Request.Method,
                context.Request.Path + context.Request.QueryString,
                context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                await reader.ReadToEndAsync());
            server._requests.Enqueue(request);
            await answer(context, request);
        });
        await app.StartAsync();
        return server;
    }

    /// <summary>Answers every request with the next of these replies; the last one stays.</summary>
    public static Task<LoopbackServer> StartAsync(params Reply[] replies)
    {
        var next = -1;
        return StartAsync((context, _) => replies[Math.Min(Interlocked.Increment(ref next), replies.Length - 1)].SendAsync(context));
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}

/// <summary>A request as it arrived.</summary>
public sealed record ReceivedRequest(string Method, string PathAndQuery, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>A reply to give.</summary>
public sealed record Reply(int Status, string Body, params (string Name, string Value)[] Headers)
{
    /// <summary>Cuts the connection instead of answering.</summary>
    public static Reply Lost { get; } = new(0, string.Empty);

    public static Reply Json(string body) => new(200, body);

    public static Reply Error(int status, string? code, params (string Name, string Value)[] headers) =>
        new(status, $$$"""{"error":{"message":"said by the server","type":"x","param":null,"code":{{{(code is null ? "null" : $"\"{code}\"")}}}}}""", headers);

    public async Task SendAsync(HttpContext context)
    {
        if (Status == 0)
        {
            context.Abort();
            return;
        }

        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/json";
        foreach (var (name, value) in Headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.WriteAsync(Body);
    }
}
