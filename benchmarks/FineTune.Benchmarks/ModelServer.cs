using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FineTune.Benchmarks;

/// <summary>Chat models on the loopback address that all answer after the same time. It knows when calls came and went.</summary>
/// <param name="answer">What a model (by name) says to the call of a number (from 1).</param>
internal sealed class ModelServer(WebApplication app, TimeSpan latency, Func<string, long, string> answer) : IAsyncDisposable
{
    private long _calls;
    private long _first;
    private long _last;

    public string Url => app.Urls.First() + "/v1/";

    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>From the first call's arrival to the last answer's departure.</summary>
    public double Seconds => Stopwatch.GetElapsedTime(Interlocked.Read(ref _first), Interlocked.Read(ref _last)).TotalSeconds;

    public static async Task<ModelServer> StartAsync(TimeSpan latency, Func<string, long, string> answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var server = new ModelServer(app, latency, answer);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        long number = Interlocked.Increment(ref _calls);
        Interlocked.CompareExchange(ref _first, Stopwatch.GetTimestamp(), 0);
        using JsonDocument request = await JsonDocument.ParseAsync(context.Request.Body);
        if (latency > TimeSpan.Zero)
            await Task.Delay(latency);
        string content = answer(request.RootElement.GetProperty("model").GetString() ?? "", number);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            id = $"chatcmpl-{number}",
            @object = "chat.completion",
            model = "model",
            choices = new[] { new { index = 0, message = new { role = "assistant", content }, finish_reason = "stop" } },
            usage = new { prompt_tokens = 600, completion_tokens = content.Length / 4, total_tokens = 600 + (content.Length / 4) },
        }));
        Interlocked.Exchange(ref _last, Stopwatch.GetTimestamp());
    }
}
