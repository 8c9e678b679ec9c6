using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FineTune.Benchmarks.Synthesis;

/// <summary>
/// A teacher and a judge on the loopback address. The teacher writes new examples of random words, the judge gives everything eight of ten, both after the same time. It knows when
/// calls came and went.
/// </summary>
internal sealed class ModelServer(WebApplication app, TimeSpan latency, int perCall) : IAsyncDisposable
{
    private long _calls;
    private long _first;
    private long _last;

    public string Url => app.Urls.First() + "/v1/";

    public long Calls => Interlocked.Read(ref _calls);

    /// <summary>From the first call's arrival to the last answer's departure.</summary>
    public double Seconds => System.Diagnostics.Stopwatch.GetElapsedTime(Interlocked.Read(ref _first), Interlocked.Read(ref _last)).TotalSeconds;

    public static async Task<ModelServer> StartAsync(TimeSpan latency, int perCall)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var server = new ModelServer(app, latency, perCall);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        long number = Interlocked.Increment(ref _calls);
        Interlocked.CompareExchange(ref _first, System.Diagnostics.Stopwatch.GetTimestamp(), 0);
        using JsonDocument request = await JsonDocument.ParseAsync(context.Request.Body);
        if (latency > TimeSpan.Zero)
            await Task.Delay(latency);
        bool isJudge = request.RootElement.GetProperty("model").GetString() == "judge";
        string content = isJudge ? """{"rationale":"It answers what is asked.","score":8}""" : Examples(number);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            id = $"chatcmpl-{number}",
            @object = "chat.completion",
            model = "model",
            choices = new[] { new { index = 0, message = new { role = "assistant", content }, finish_reason = "stop" } },
            usage = new { prompt_tokens = 600, completion_tokens = 60 * perCall, total_tokens = 600 + (60 * perCall) },
        }));
        Interlocked.Exchange(ref _last, System.Diagnostics.Stopwatch.GetTimestamp());
    }

    private string Examples(long call)
    {
        var random = new Random((int)call);
        return JsonSerializer.Serialize(new
        {
            examples = Enumerable.Range(0, perCall).Select(_ => new { instruction = $"Tell me how {Words(random, 9)}?", response = $"First {Words(random, 20)}. Then {Words(random, 12)}." }),
        });
    }

    private static string Words(Random random, int count)
    {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
            text.Append(i == 0 ? "" : " ").Append(string.Create(CultureInfo.InvariantCulture, $"w{(char)('a' + random.Next(26))}{(char)('a' + random.Next(26))}{(char)('a' + random.Next(26))}"));
        return text.ToString();
    }
}
