using FineTune.Synthesis.Estimates;

namespace FineTune.Synthesis.Tests.Estimates;

public sealed class EpochPolicyTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 25)]
    [InlineData(10, 10)]
    [InlineData(33, 3)]
    [InlineData(34, 3)]
    [InlineData(100, 3)]
    [InlineData(8333, 3)]
    [InlineData(8334, 2)]
    [InlineData(50_000, 1)]
    [InlineData(int.MaxValue, 1)]
    public void Estimate_Rows_Epochs(int rows, int epochs) => Assert.Equal(epochs, EpochPolicy.Estimate(rows));
}
