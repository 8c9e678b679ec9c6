using FineTune.Core.Models.Endpoints;

namespace FineTune.Core.Tests.Models;

public sealed class AdaptiveConcurrencyTests
{
    [Theory]
    [InlineData(8, 8)]
    [InlineData(1, 1)]
    [InlineData(0, 1)]
    public void Start_Max_IsAllowedAtOnce(int max, int limit) => Assert.Equal(limit, AdaptiveConcurrency.Start(max).Limit);

    [Theory]
    [InlineData(32, true, 16)]
    [InlineData(32, false, 24)]
    [InlineData(3, true, 1)]
    [InlineData(1, true, 1)]
    [InlineData(1, false, 1)]
    public void Overloaded_OnceInAnEpoch_Decreases(int max, bool rateLimited, int limit) =>
        Assert.Equal(limit, AdaptiveConcurrency.Start(max).Overloaded(0, rateLimited).Limit);

    [Fact]
    public void Overloaded_ByCallsOfAnEarlierEpoch_ChangesNothing()
    {
        var once = AdaptiveConcurrency.Start(32).Overloaded(0, rateLimited: true);

        Assert.Equal(once, once.Overloaded(0, rateLimited: true));
        Assert.Equal(8, once.Overloaded(once.Epoch, rateLimited: true).Limit);
    }

    [Fact]
    public void Succeeded_ARoundOfAnswers_AllowsOneMore()
    {
        var state = AdaptiveConcurrency.Start(32).Overloaded(0, rateLimited: true);

        for (var i = 0; i < 17; i++)
        {
            state = state.Succeeded();
        }

        Assert.Equal(17, state.Limit);
    }

    [Fact]
    public void Succeeded_ManyTimes_NeverPassesTheMaximum()
    {
        var state = AdaptiveConcurrency.Start(4).Overloaded(0, rateLimited: true);

        for (var i = 0; i < 1_000; i++)
        {
            state = state.Succeeded();
        }

        Assert.Equal(4, state.Limit);
    }
}
