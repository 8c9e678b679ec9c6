using FineTune.Core.Models.Endpoints;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.Core.Tests.Models;

public sealed class EndpointSharesTests
{
    private readonly EndpointShares _shares = new(3, new FakeTimeProvider());

    [Fact]
    public void Of_NoLimits_IsNull() => Assert.Null(_shares.Of(Endpoint("e", 0)));

    [Fact]
    public void Of_OneEndpoint_IsOneShare()
    {
        Assert.Same(_shares.Of(Endpoint("e", 30)), _shares.Of(Endpoint("e", 30)));
        Assert.NotSame(_shares.Of(Endpoint("e", 30)), _shares.Of(Endpoint("other", 30)));
    }

    [Fact]
    public void Of_Limits_AreDividedByTheSharers()
    {
        var share = _shares.Of(Endpoint("e", 30))!;

        Assert.Equal([0, 6, 12], Enumerable.Range(0, 3).Select(_ => share.Take(1).TotalSeconds));
    }

    private static EndpointInfo Endpoint(string name, int requestsPerMinute) =>
        new(name, EndpointKind.OpenAI, requestsPerMinute, 8, TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
}
