using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using FunctionsHost.Local.Http;
using FunctionsHost.Local.Tests.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace FunctionsHost.Local.Tests.Http;

public sealed class HttpFunctionTests : IAsyncLifetime
{
    private AppRig _app = null!;

    public async ValueTask InitializeAsync() => _app = await StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("/", "root GET")]
    [InlineData("/assets/js/app.js", "/assets/js/app.js|js/app.js")]
    [InlineData("/assets", "/assets|")]
    [InlineData("/minimal", "minimal /minimal")]
    [InlineData("/api/streamed", "/api/streamed")]
    public async Task Get_KnownRoute_Answers(string path, string expected) => Assert.Equal(expected, await _app.Http.GetStringAsync(path));

    [Theory]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api/runs/support/x", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/api/runs/support/1", HttpStatusCode.MethodNotAllowed)]
    [InlineData("PUT", "/api/status/204", HttpStatusCode.NoContent)]
    [InlineData("GET", "/api/status/418", (HttpStatusCode)418)]
    [InlineData("GET", "/Guarded", HttpStatusCode.OK)]
    public async Task Send_MethodAndRoute_GivesTheStatus(string method, string path, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await _app.Http.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Get_ObjectResult_IsCamelCaseJsonOfTokensAndQuery()
    {
        using var response = await _app.Http.GetAsync("/API/runs/support%2Fsub/42?q=a%20b");

        Assert.Equal("application/json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("""{"lineage":"support%2Fsub","id":"42","query":"a b","function":"Run"}""",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_FileResult_HasItsHeaders()
    {
        using var response = await _app.Http.GetAsync("/assets/x");

        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("a.bin", response.Content.Headers.ContentDisposition!.FileName);
    }

    [Fact]
    public async Task Post_SameRouteAsAGet_GoesToItsOwnFunction()
    {
        using var response = await _app.Http.PostAsync("/api/runs/support/1", new StringContent("body"));

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("body", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/broken")]
    [InlineData("/nothing")]
    public async Task Get_FailingFunction_Is500WithoutDetails(string path)
    {
        using var response = await _app.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
        Assert.Contains(_app.Logs, line => line.StartsWith("Error Function.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Post_FunctionWithDurableClient_RunsAnOrchestration()
    {
        using var response = await _app.Http.PostAsync("/api/start/Ada", null);

        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("Hello Ada", answer.GetProperty("output").GetString());
    }

    [Fact]
    public async Task Get_CallerGoesAway_CancelsTheFunction()
    {
        using var leaving = new CancellationTokenSource();
        var call = _app.Http.GetAsync("/slow", leaving.Token);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await _app.StopAsync();
        Assert.DoesNotContain(_app.Logs, line => line.StartsWith("Error", StringComparison.Ordinal));
        _app = await StartAsync();
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.Unauthorized)]
    [InlineData("wrong", null, HttpStatusCode.Unauthorized)]
    [InlineData(null, "wrong", HttpStatusCode.Unauthorized)]
    [InlineData("the-key", null, HttpStatusCode.OK)]
    [InlineData(null, "the-key", HttpStatusCode.OK)]
    public async Task Get_KeyConfigured_IsAskedForAtLevelFunction(string? header, string? code, HttpStatusCode expected)
    {
        await using var app = await StartAsync(options => options.FunctionKey = "the-key");
        using var request = new HttpRequestMessage(HttpMethod.Get, code is null ? "/guarded" : $"/guarded?code={code}");
        if (header is not null) request.Headers.Add("x-functions-key", header);

        using var response = await app.Http.SendAsync(request);
        using var open = await app.Http.GetAsync("/");

        Assert.Equal(expected, response.StatusCode);
        if (expected == HttpStatusCode.Unauthorized)
            Assert.Contains("x-functions-key", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
    }

    [Fact]
    public void Allows_NoKeyAndRemoteCaller_IsRefusedUnlessAnonymous()
    {
        var context = new DefaultHttpContext();
        context.Request.Host = new HostString("localhost", 7071);
        context.Connection.RemoteIpAddress = IPAddress.Parse("192.0.2.7");
        var key = new FunctionKey(null);

        Assert.False(key.Allows(context.Request, AuthorizationLevel.Function));
        Assert.False(key.Allows(context.Request, AuthorizationLevel.Admin));
        Assert.True(key.Allows(context.Request, AuthorizationLevel.Anonymous));
        context.Connection.RemoteIpAddress = IPAddress.Parse("::ffff:127.0.0.1");
        Assert.True(key.Allows(context.Request, AuthorizationLevel.Function));
    }

    [Theory]
    [InlineData("localhost:7071", null, true)]
    [InlineData("127.0.0.1:7071", "http://127.0.0.1:7071", true)]
    [InlineData("[::1]:7071", "http://[::1]:7071", true)]
    [InlineData("localhost:7071", "http://localhost:8080", false)]
    [InlineData("localhost:7071", "https://pages.example", false)]
    [InlineData("localhost:7071", "null", false)]
    [InlineData("rebound.example:7071", null, false)]
    [InlineData("rebound.example:7071", "http://rebound.example:7071", false)]
    public void Allows_NoKeyAndWebPage_IsAnsweredFromItsOwnOriginOnly(string host, string? origin, bool expected)
    {
        var context = new DefaultHttpContext();
        context.Request.Scheme = "http";
        context.Request.Host = new HostString(host);
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        if (origin is not null) context.Request.Headers.Origin = origin;

        Assert.Equal(expected, new FunctionKey("").Allows(context.Request, AuthorizationLevel.Function));
    }

    private static Task<AppRig> StartAsync(Action<FunctionsHostOptions>? options = null) => AppRig.StartAsync(
        all =>
        {
            all.Types.Add(typeof(WebFunctions));
            all.Types.Add(typeof(AppFunctions));
            options?.Invoke(all);
        },
        builder =>
        {
            builder.Services.AddScoped<WebFunctions.Scoped>().AddSingleton<AppFunctions.Journal>();
            builder.Configuration["DROPS"] = "datasets";
            builder.Configuration["TICKS"] = "01:00:00";
        });
}
