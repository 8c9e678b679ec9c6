using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FineTune.Benchmarks.Gateway;

/// <summary>A server on the loopback address that gives every chat request the same answer after the same time.</summary>
internal sealed class SlowTeacher(WebApplication app) : IAsyncDisposable
{
    private const string Answer = """
        {"id":"chatcmpl-1","object":"chat.completion","model":"teacher","choices":[{"index":0,"message":{"role":"assistant","content":"Done."},"finish_reason":"stop"}],
         "usage":{"prompt_tokens":20,"completion_tokens":3,"total_tokens":23}}
        """;

    public string Url => app.Urls.First() + "/v1/";

    public static async Task<SlowTeacher> StartAsync(TimeSpan latency)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        app.Run(async context =>
        {
            await Task.Delay(latency);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(Answer);
        });
        await app.StartAsync();
        return new SlowTeacher(app);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
