using FunctionsHost.Local.Http;
using Microsoft.Azure.Functions.Worker;

namespace FunctionsHost.Local.Tests.Http;

public sealed class HttpRouteTests
{
    [Theory]
    [InlineData("runs/{id}", "RUNS/{runId}", true)]
    [InlineData("runs/{id:int}", "runs/{id}", false)]
    [InlineData("runs/{id}", "runs/{id?}", false)]
    [InlineData("assets/{*path}", "assets/{*file}", true)]
    [InlineData("assets/{*path}", "assets/{path}", false)]
    [InlineData("a/{x}.{y}", "a/{y}.{x}", true)]
    [InlineData("a/{x}.{y}", "a/{x}-{y}", false)]
    [InlineData("{ignored:maxlength(0)?}", "{ping}", false)]
    public void ConflictsWith_SameShape_Only(string first, string second, bool expected)
    {
        Assert.Equal(expected, Parse(first, "get").ConflictsWith(Parse(second, "GET", "post")));
        Assert.Equal(expected, Parse(second).ConflictsWith(Parse(first, "get")));
        Assert.False(Parse(first, "get").ConflictsWith(Parse(second, "post")));
    }

    [Theory]
    [InlineData("admin/keys", "reserved")]
    [InlineData("Runtime/webhooks", "reserved")]
    [InlineData("a//b", "not valid")]
    [InlineData("~/a", "'~'")]
    public void Parse_RouteThatCannotBeServed_SaysWhy(string route, string reason)
    {
        Assert.Null(HttpRoute.Parse(new HttpTriggerAttribute("get") { Route = route }, "F", "", out var problem));
        Assert.Contains(reason, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_BadMethod_SaysWhy()
    {
        Assert.Null(HttpRoute.Parse(new HttpTriggerAttribute("get post"), "F", "api", out var problem));
        Assert.Contains("'get post' is not an HTTP method", problem, StringComparison.Ordinal);
    }

    private static HttpRoute Parse(string route, params string[] methods) =>
        HttpRoute.Parse(new HttpTriggerAttribute(methods) { Route = route }, "F", "", out var problem)
            ?? throw new ArgumentException(problem);
}
