using FineTune.Providers.Http;
using Microsoft.Extensions.Time.Testing;

namespace FineTune.Providers.Tests.Http;

public sealed class RetryAdviceTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData("retry-after-ms: 250; retry-after: 9", 0.25)]
    [InlineData("retry-after: 9", 9.0)]
    [InlineData("retry-after: 1.5; x-ratelimit-reset-requests: 7s", 1.5)]
    [InlineData("retry-after: Sun, 22 Nov 2026 12:00:30 GMT", 30.0)]
    [InlineData("retry-after: Sun, 22 Nov 2026 11:00:00 GMT", 0.0)]
    [InlineData("retry-after: 999999", 86_400.0)]
    [InlineData("x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 1s; x-ratelimit-remaining-tokens: 50; x-ratelimit-reset-tokens: 6m0s", 1.0)]
    [InlineData("x-ratelimit-remaining-requests: 0; x-ratelimit-reset-requests: 1s; x-ratelimit-remaining-tokens: 0; x-ratelimit-reset-tokens: 6m0s", 360.0)]
    [InlineData("x-ratelimit-reset-requests: 20s; x-ratelimit-reset-tokens: 120ms", 0.12)]
    [InlineData("x-ratelimit-reset-tokens: 1h2m3.5s", 3723.5)]
    [InlineData("x-ratelimit-reset-tokens: 17", 17.0)]
    [InlineData("x-ratelimit-remaining-requests: -1; x-ratelimit-reset-requests: 0", null)]
    [InlineData("retry-after: soon; x-ratelimit-reset-tokens: later", null)]
    [InlineData("retry-after: -5", null)]
    [InlineData("", null)]
    public void Read_Headers_AsTheyAreSent(string headers, double? seconds)
    {
        var sent = headers.Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(h => h.Split(": ", 2)).ToDictionary(h => h[0], h => h[1]);

        Assert.Equal(seconds, RetryAdvice.Read(429, sent.GetValueOrDefault, _time)?.TotalSeconds);
    }

    [Fact]
    public void Read_ResetsOfAReplyThatIsNotAboutLimits_MeanNothing() =>
        Assert.Null(RetryAdvice.Read(500, name => name == "x-ratelimit-reset-requests" ? "30s" : null, _time));
}
