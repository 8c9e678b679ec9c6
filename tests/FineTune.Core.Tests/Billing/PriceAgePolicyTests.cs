using FineTune.Core.Billing.Prices;
using FineTune.Core.Models.Endpoints;

namespace FineTune.Core.Tests.Billing;

public sealed class PriceAgePolicyTests
{
    private static readonly DateOnly Today = new(2026, 11, 25);
    private static readonly PriceAgeLimits Limits = new() { MaxAgeDays = 30, RefuseAfterDays = 90 };

    [Theory]
    [InlineData(0, false, false)]
    [InlineData(30, false, false)]
    [InlineData(31, true, false)]
    [InlineData(90, true, false)]
    [InlineData(91, false, true)]
    public void Of_PaidModel_WarnsThenRefuses(int days, bool warns, bool refuses)
    {
        var age = PriceAgePolicy.Of(Price(EndpointKind.OpenAI, days), Today, Limits);

        Assert.Equal((warns, refuses), (age.Warning is not null, age.Refusal is not null));
        if (age.Refusal is { } refusal)
        {
            Assert.Contains("91 days", refusal, StringComparison.Ordinal);
            Assert.Contains("Prices__RefuseAfterDays", refusal, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Of_LocalOrFreeModel_NeverAges()
    {
        Assert.Equal(default, PriceAgePolicy.Of(Price(EndpointKind.Local, 10_000), Today, Limits));
        Assert.Equal(default, PriceAgePolicy.Of(ModelPrice.Free(EndpointKind.Compatible, "own"), Today, Limits));
    }

    private static ModelPrice Price(EndpointKind kind, int days) => new(kind, "m", Today.AddDays(-days), 1, 2, 3, 65_536, null, null);
}
