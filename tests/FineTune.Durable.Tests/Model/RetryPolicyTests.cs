namespace FineTune.Durable.Tests.Model;

public sealed class RetryPolicyTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Ctor_Defaults_AreOneHourCapAndNoTimeout()
    {
        RetryPolicy policy = new(3, Second);

        Assert.Equal(3, policy.MaxNumberOfAttempts);
        Assert.Equal(Second, policy.FirstRetryInterval);
        Assert.Equal(1.0, policy.BackoffCoefficient);
        Assert.Equal(TimeSpan.FromHours(1), policy.MaxRetryInterval);
        Assert.Equal(Timeout.InfiniteTimeSpan, policy.RetryTimeout);
        Assert.True(policy.HandleFailure(new TaskFailureDetails("X", "m", null, null, null)));
    }

    [Theory]
    [InlineData(0, 1, 1, null, null, "maxNumberOfAttempts")]
    [InlineData(-1, 1, 1, null, null, "maxNumberOfAttempts")]
    [InlineData(1, 0, 1, null, null, "firstRetryInterval")]
    [InlineData(1, -1, 1, null, null, "firstRetryInterval")]
    [InlineData(1, 1, 0.99, null, null, "backoffCoefficient")]
    [InlineData(1, 1, double.NaN, null, null, "backoffCoefficient")]
    [InlineData(1, 5, 1, 4, null, "maxRetryInterval")]
    [InlineData(1, 5, 1, null, 4, "retryTimeout")]
    public void Ctor_OutOfRange_NamesTheParameter(int attempts, int first, double backoff, int? max, int? timeout, string parameter)
    {
        ArgumentOutOfRangeException e = Assert.Throws<ArgumentOutOfRangeException>(() => new RetryPolicy(
            attempts,
            TimeSpan.FromSeconds(first),
            backoff,
            max is { } m ? TimeSpan.FromSeconds(m) : null,
            timeout is { } t ? TimeSpan.FromSeconds(t) : null));

        Assert.Equal(parameter, e.ParamName);
    }

    [Fact]
    public void Ctor_LimitsEqualToFirstIntervalOrInfinite_AreAllowed()
    {
        Assert.Equal(Second, new RetryPolicy(1, Second, 1, Second, Second).RetryTimeout);
        Assert.Equal(Timeout.InfiniteTimeSpan, new RetryPolicy(1, Second, 1, Timeout.InfiniteTimeSpan).MaxRetryInterval);
        Assert.Equal(Timeout.InfiniteTimeSpan, new RetryPolicy(1, Second, 1, null, Timeout.InfiniteTimeSpan).RetryTimeout);
    }

    [Fact]
    public void Ctor_FirstIntervalOverTheDefaultCap_IsAllowed() =>
        Assert.Equal(TimeSpan.FromHours(1), new RetryPolicy(2, TimeSpan.FromHours(2)).MaxRetryInterval);
}
